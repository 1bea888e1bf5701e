import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { GuardedIsolate } from './isolate';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const heapMiB = (): number => {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

it('keeps none of the answers that it has waited for', async () => {
  const guard = new GuardedIsolate(8, () => undefined);
  const answer = (i: number): Promise<string> => Promise.resolve(Buffer.alloc(2 ** 19, i).toString('latin1'));
  await guard.within(1000, () => answer(0));
  const before = heapMiB();
  for (let i = 0; i < 64; i++) await guard.within(1000, () => answer(i));
  expect(heapMiB() - before).toBeLessThan(8);
  guard.dispose();
});

it('gives up whoever waits when the time is over, and who comes later', async () => {
  const guard = new GuardedIsolate(8, () => undefined);
  const never = new Promise<string>(() => undefined);
  const waits = [guard.within(50, () => never), guard.within(60_000, () => never)];
  for (const wait of waits) await expect(wait).rejects.toMatchObject({ kind: 'timeout' });
  await expect(guard.within(50, () => never)).rejects.toMatchObject({ kind: 'timeout' });
  expect(guard.isEnded).toBe(true);
});
