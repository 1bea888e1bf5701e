import { expect, it } from 'vitest';
import { inSlices } from './in-slices';

const PIECES = 40;
const work = () => {
  const end = performance.now() + 1;
  while (performance.now() < end);
  return Promise.resolve();
};
/** How often the event loop turned while one piece of work followed the other. */
async function turnsDuring(piece: () => Promise<void>): Promise<number> {
  let turns = 0;
  const count = () => {
    turns++;
    immediate = setImmediate(count);
  };
  let immediate = setImmediate(count);
  for (let n = 0; n < PIECES; n++) await piece();
  clearImmediate(immediate);
  return turns;
}

it('lets others in between pieces of work that would leave no room', async () => {
  expect(await turnsDuring(work)).toBe(0);
  expect(await turnsDuring(inSlices(work))).toBeGreaterThanOrEqual(2);
});

it('passes arguments, answers and failures on', async () => {
  const half = inSlices((n: number) => (n % 2 === 0 ? Promise.resolve(n / 2) : Promise.reject(new Error('odd'))));
  expect(await half(4)).toBe(2);
  await expect(half(3)).rejects.toThrow('odd');
});
