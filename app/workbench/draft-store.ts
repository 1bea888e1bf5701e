/** Runs the draft's state machine: keeps the code in this browser at every pause, and on the server a little later. */
import {
  type DraftEvent,
  type DraftState,
  type LocalDraft,
  reduceDraft,
  type Snapshot,
  toLocal,
  wantsSave,
} from './draft-state';

export type SaveAnswer =
  | { kind: 'saved'; version: number; savedAt: number }
  | { kind: 'conflict'; theirs: Snapshot }
  | { kind: 'refused'; why: string; retry: boolean }
  | { kind: 'unreachable' };

export interface DraftPorts {
  /** Stores the draft in this browser. */
  keep(draft: LocalDraft): void;
  /** Never rejects. `leaving`: the page closes, nobody waits for the answer. */
  save(request: { code: string; baseVersion: number; leaving: boolean }): Promise<SaveAnswer>;
  now(): number;
}

export interface DraftStore {
  get: () => DraftState;
  subscribe: (listener: () => void) => () => void;
  dispatch(event: DraftEvent): void;
  /** Keeps and sends at once: before a submission, and when the page is left. */
  flush(leaving: boolean): void;
  close(): void;
}

export const KEEP_AFTER_MS = 400;
export const SAVE_AFTER_MS = 1500;
export const RETRY_AFTER_MS = 10_000;

type Timer = ReturnType<typeof setTimeout>;

export function createDraftStore(start: DraftState, ports: DraftPorts): DraftStore {
  let state = start;
  let keepTimer: Timer | undefined;
  let saveTimer: Timer | undefined;
  let retryTimer: Timer | undefined;
  const listeners = new Set<() => void>();

  const keep = (): void => {
    clearTimeout(keepTimer);
    keepTimer = undefined;
    ports.keep(toLocal(state, ports.now()));
  };

  const save = (leaving: boolean): void => {
    clearTimeout(saveTimer);
    if (!wantsSave(state)) return;
    const request = { code: state.code, baseVersion: state.base.version, leaving };
    dispatch({ kind: 'save-started' });
    void ports.save(request).then((answer) => {
      dispatch(eventOf(request.code, answer));
      keep();
    });
  };

  const dispatch = (event: DraftEvent): void => {
    const before = state;
    state = reduceDraft(state, event);
    if (state === before) return;
    if (state.code !== before.code) {
      clearTimeout(keepTimer);
      keepTimer = setTimeout(keep, KEEP_AFTER_MS);
    }
    if (wantsSave(state)) {
      clearTimeout(saveTimer);
      saveTimer = setTimeout(() => save(false), SAVE_AFTER_MS);
    }
    clearTimeout(retryTimer);
    if (state.sync.kind === 'offline' || (state.sync.kind === 'refused' && state.sync.retry)) {
      retryTimer = setTimeout(() => dispatch({ kind: 'retry' }), RETRY_AFTER_MS);
    }
    for (const listener of listeners) listener();
  };

  if (wantsSave(start)) saveTimer = setTimeout(() => save(false), SAVE_AFTER_MS);

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispatch,
    flush(leaving) {
      keep();
      save(leaving);
    },
    close() {
      keep();
      for (const timer of [keepTimer, saveTimer, retryTimer]) clearTimeout(timer);
    },
  };
}

function eventOf(code: string, answer: SaveAnswer): DraftEvent {
  switch (answer.kind) {
    case 'saved':
      return { kind: 'saved', code, version: answer.version, savedAt: answer.savedAt };
    case 'conflict':
      return { kind: 'save-conflicted', theirs: answer.theirs };
    case 'refused':
      return { kind: 'save-refused', why: answer.why, retry: answer.retry };
    case 'unreachable':
      return { kind: 'save-unreachable' };
  }
}
