import { describe, expect, it } from 'vitest';
import { releasing, takeStream } from './stream-limit';

const open = (userId: string) => {
  const taken: (() => void)[] = [];
  for (let one = takeStream(userId); one; one = takeStream(userId)) taken.push(one);
  return taken;
};

async function* events(fails = false): AsyncGenerator<number, void, undefined> {
  yield await Promise.resolve(1);
  if (fails) throw new Error('the database is away');
}

describe('takeStream', () => {
  it('gives each person so many, and a place back as often as one is free', () => {
    const mine = open('ada');
    expect(mine.length).toBeGreaterThan(6);
    expect(open('ben')).toHaveLength(mine.length);
    mine[0]?.();
    mine[0]?.();
    expect(open('ada')).toHaveLength(1);
  });
});

describe('releasing', () => {
  it.each(['ended', 'failed', 'left'] as const)('gives the place back when the stream has %s', async (how) => {
    const stop = new AbortController();
    let released = 0;
    const stream = releasing(events(how === 'failed'), stop.signal, () => released++);
    expect(await stream.next()).toEqual({ value: 1, done: false });
    expect(released).toBe(0);
    if (how === 'ended') expect((await stream.next()).done).toBe(true);
    if (how === 'failed') await expect(stream.next()).rejects.toThrow('away');
    if (how === 'left') stop.abort();
    expect(released).toBe(1);
  });
});
