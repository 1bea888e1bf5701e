/** Words of the draft's status line. */
import { describe, expect, it } from 'vitest';
import { openDraft, reduceDraft } from './draft-state';
import { agoWords, draftWords } from './draft-words';

describe('agoWords', () => {
  it.each([
    [0, 'just now'],
    [2_000, '2 s ago'],
    [59_000, '59 s ago'],
    [60_000, '1 min ago'],
    [3_599_000, '59 min ago'],
    [7_200_000, '2 h ago'],
    [86_400_000, '1 day ago'],
    [-5_000, 'just now'],
  ])('%i ms is "%s"', (ms, words) => {
    expect(agoWords(ms)).toBe(words);
  });
});

describe('draftWords', () => {
  const state = openDraft('s', { code: 'a', version: 1, savedAt: 1_000 }, null);
  it('says when it was saved', () => expect(draftWords(state, 3_000)).toBe('saved 2 s ago'));
  it('says that typed text is kept here', () =>
    expect(draftWords(reduceDraft(state, { kind: 'typed', code: 'b' }), 0)).toBe('kept in this browser'));
  it('says that the server is out of reach', () => {
    const typed = reduceDraft(reduceDraft(state, { kind: 'typed', code: 'b' }), { kind: 'save-started' });
    expect(draftWords(reduceDraft(typed, { kind: 'save-unreachable' }), 0)).toBe('offline, kept in this browser');
  });
});
