import { describe, expect, it } from 'vitest';
import { Kept } from './kept';

describe('Kept', () => {
  const counting = () => {
    const reads: string[] = [];
    const kept = new Kept<string>(2);
    const get = (key: string) =>
      kept.get(key, () => {
        reads.push(key);
        return Promise.resolve(key.toUpperCase());
      });
    return { reads, get };
  };

  it('reads each key once', async () => {
    const { reads, get } = counting();
    expect(await Promise.all([get('a'), get('b'), get('a')])).toEqual(['A', 'B', 'A']);
    expect(await get('b')).toBe('B');
    expect(reads).toEqual(['a', 'b']);
  });

  it('lets go of the one that nobody asked for longest', async () => {
    const { reads, get } = counting();
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(key);
    expect(reads).toEqual(['a', 'b', 'c', 'b']);
  });

  it('tries again what could not be read', async () => {
    const kept = new Kept<string>(2);
    await expect(kept.get('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await kept.get('a', () => Promise.resolve('here'))).toBe('here');
  });
});
