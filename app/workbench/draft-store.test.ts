/** When the draft is kept here and when it is sent, on a clock of our own. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LocalDraft, openDraft } from './draft-state';
import { createDraftStore, KEEP_AFTER_MS, RETRY_AFTER_MS, type SaveAnswer, SAVE_AFTER_MS } from './draft-store';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(answers: SaveAnswer[]) {
  const kept: LocalDraft[] = [];
  const sent: { code: string; baseVersion: number; leaving: boolean }[] = [];
  const store = createDraftStore(openDraft('starter', null, null), {
    keep: (draft) => void kept.push(draft),
    save: (request) => {
      sent.push(request);
      return Promise.resolve(answers.shift() ?? { kind: 'unreachable' });
    },
    now: () => Date.now(),
  });
  return { store, kept, sent };
}

const saved = (version: number): SaveAnswer => ({ kind: 'saved', version, savedAt: 5 });

describe('createDraftStore', () => {
  it('keeps after a pause and sends later, once for many keys', async () => {
    const { store, kept, sent } = setUp([saved(1)]);
    for (const code of ['a', 'ab', 'abc']) store.dispatch({ kind: 'typed', code });
    await vi.advanceTimersByTimeAsync(KEEP_AFTER_MS);
    expect(kept.map((draft) => draft.code)).toEqual(['abc']);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect(sent).toEqual([{ code: 'abc', baseVersion: 0, leaving: false }]);
    expect(kept.at(-1)).toMatchObject({ code: 'abc', baseVersion: 1, unsaved: false });
  });

  it('sends what was typed during a save, on top of it', async () => {
    const { store, sent } = setUp([saved(1), saved(2)]);
    store.dispatch({ kind: 'typed', code: 'a' });
    store.flush(false);
    store.dispatch({ kind: 'typed', code: 'ab' });
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS * 2);
    expect(sent.map(({ code, baseVersion }) => [code, baseVersion])).toEqual([
      ['a', 0],
      ['ab', 1],
    ]);
  });

  it('tries again while the server is out of reach', async () => {
    const { store, sent } = setUp([{ kind: 'unreachable' }, saved(1)]);
    store.dispatch({ kind: 'typed', code: 'a' });
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect(store.get().sync.kind).toBe('offline');
    await vi.advanceTimersByTimeAsync(RETRY_AFTER_MS + SAVE_AFTER_MS);
    expect(sent).toHaveLength(2);
    expect(store.get()).toMatchObject({ sync: { kind: 'rest' }, base: { version: 1, code: 'a' } });
  });

  it('sends at once when the page is left', () => {
    const { store, kept, sent } = setUp([saved(1)]);
    store.dispatch({ kind: 'typed', code: 'a' });
    store.flush(true);
    expect(kept).toHaveLength(1);
    expect(sent).toEqual([{ code: 'a', baseVersion: 0, leaving: true }]);
  });

  it('sends nothing in a conflict, until a choice is made', async () => {
    const theirs = { code: 'x', version: 4, savedAt: 3 };
    const { store, sent } = setUp([{ kind: 'conflict', theirs }, saved(5)]);
    store.dispatch({ kind: 'typed', code: 'a' });
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    store.dispatch({ kind: 'typed', code: 'ab' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(1);
    store.dispatch({ kind: 'keep-mine' });
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect(sent.at(-1)).toEqual({ code: 'ab', baseVersion: 4, leaving: false });
  });
});
