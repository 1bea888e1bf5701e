import { describe, expect, it } from 'vitest';
import { bestEntry, findEntries } from './search';

const ENTRIES = [
  { id: 'max-pool2d', name: 'maxPool2d', words: 'Ops the largest of each window' },
  { id: 'max', name: 'max', words: 'Ops the largest along an axis' },
  { id: 'softmax', name: 'softmax', words: 'Ops probabilities' },
];
const names = (found: readonly { name: string }[]): string[] => found.map(({ name }) => name);

describe('search', () => {
  it.each([
    { query: '', found: ['maxPool2d', 'max', 'softmax'] },
    { query: 'MAX', found: ['maxPool2d', 'max', 'softmax'] },
    { query: 'largest window', found: ['maxPool2d'] },
    { query: 'nothing like it', found: [] },
  ])('finds $found for "$query"', ({ query, found }) => expect(names(findEntries(ENTRIES, query))).toEqual(found));

  it.each([
    { query: 'max', best: 'max' },
    { query: 'maxp', best: 'maxPool2d' },
    { query: 'ftm', best: 'softmax' },
    { query: 'largest', best: 'maxPool2d' },
    { query: 'zzz', best: undefined },
  ])('goes to $best for "$query"', ({ query, best }) => expect(bestEntry(ENTRIES, query)?.name).toBe(best));
});
