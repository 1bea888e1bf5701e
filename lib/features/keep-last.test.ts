/** What is remembered, and what is asked for again. */
import { afterEach, expect, it, vi } from 'vitest';
import { keepLast } from './keep-last';

function counted(answer: (key: string) => string | undefined) {
  const asked: string[] = [];
  const read = keepLast(
    async (key: string) => {
      asked.push(key);
      return answer(key);
    },
    { most: 2 },
  );
  return { asked, read };
}

afterEach(() => vi.useRealTimers());

it('asks again, after a while, for what may still change', async () => {
  vi.useFakeTimers();
  const asked: string[] = [];
  const read = keepLast(
    async (key: string) => {
      asked.push(key);
      return asked.length;
    },
    { mayChange: { answer: (answer) => answer < 2, afterMs: 5000 } },
  );
  await read('a');
  await vi.advanceTimersByTimeAsync(4000);
  expect(await read('a')).toBe(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await read('a')).toBe(2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await read('a')).toBe(2);
});

it('asks once, also while the answer is on its way', async () => {
  const { asked, read } = counted((key) => `the ${key}`);
  expect(await Promise.all([read('a'), read('a')])).toEqual(['the a', 'the a']);
  expect(await read('a')).toBe('the a');
  expect(asked).toEqual(['a']);
});

it('gives up the one that was not asked for the longest', async () => {
  const { asked, read } = counted((key) => key);
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await read(key);
  expect(asked).toEqual(['a', 'b', 'c', 'b']);
});

it('asks again for what was absent or failed', async () => {
  let isThere = false;
  const { asked, read } = counted((key) => {
    if (key === 'broken' && !isThere) throw new Error('not now');
    return isThere ? key : undefined;
  });
  expect(await read('late')).toBeUndefined();
  await expect(read('broken')).rejects.toThrow('not now');
  isThere = true;
  expect([await read('late'), await read('broken')]).toEqual(['late', 'broken']);
  expect(asked).toEqual(['late', 'broken', 'late', 'broken']);
});
