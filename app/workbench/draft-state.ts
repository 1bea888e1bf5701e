/** The draft of one exercise as a pure state machine: what is typed, what the server holds, and what stands between. */

/** A saved version of the code. */
export interface Snapshot {
  code: string;
  version: number;
  /** Milliseconds since 1970. */
  savedAt: number;
}

/** What this browser keeps, beside the server's copy. */
export interface LocalDraft {
  code: string;
  /** The server's version that this code grew from. */
  baseVersion: number;
  /** False when the server has exactly this code as `baseVersion`. */
  unsaved: boolean;
  savedAt: number;
}

type Sync =
  | { kind: 'rest' }
  | { kind: 'saving'; code: string }
  /** The server can't be reached; the code is kept here and sent later. */
  | { kind: 'offline' }
  /** The server answered that it can't save now. `why` is a sentence for the reader. */
  | { kind: 'refused'; why: string; retry: boolean }
  /** Another device saved in between. Nothing is sent until the student has chosen. */
  | { kind: 'conflict'; theirs: Snapshot };

export interface DraftState {
  code: string;
  /** The newest version that the server is known to have. Version 0 is the starter, saved by nobody. */
  base: Snapshot;
  sync: Sync;
  /** Set by a reset and by a choice in a conflict, until the next key: what an undo brings back. */
  undo: string | null;
}

export type DraftEvent =
  | { kind: 'typed'; code: string }
  | { kind: 'save-started' }
  | { kind: 'saved'; code: string; version: number; savedAt: number }
  | { kind: 'save-conflicted'; theirs: Snapshot }
  | { kind: 'save-unreachable' }
  | { kind: 'save-refused'; why: string; retry: boolean }
  | { kind: 'retry' }
  /** Another tab of this browser saved `theirs`. */
  | { kind: 'saved-elsewhere'; theirs: Snapshot }
  | { kind: 'keep-mine' }
  | { kind: 'take-theirs' }
  | { kind: 'reset'; starter: string }
  | { kind: 'undo-reset' };

/** What to show first: the newest of starter, server and browser, and a conflict when two of them have diverged. */
export function openDraft(starter: string, server: Snapshot | null, local: LocalDraft | null): DraftState {
  const base = server ?? { code: starter, version: 0, savedAt: 0 };
  const clean: DraftState = { code: base.code, base, sync: { kind: 'rest' }, undo: null };
  if (!local?.unsaved || local.code === base.code) return clean;
  if (local.baseVersion < base.version) {
    return { ...clean, code: local.code, sync: { kind: 'conflict', theirs: base } };
  }
  return { ...clean, code: local.code };
}

export function reduceDraft(state: DraftState, event: DraftEvent): DraftState {
  switch (event.kind) {
    case 'typed':
      return event.code === state.code
        ? state
        : { ...state, code: event.code, sync: afterTyping(state.sync), undo: null };
    case 'save-started':
      return wantsSave(state) ? { ...state, sync: { kind: 'saving', code: state.code } } : state;
    case 'saved': {
      if (event.version < state.base.version) return { ...state, sync: { kind: 'rest' } };
      const base = { code: event.code, version: event.version, savedAt: event.savedAt };
      return { ...state, base, sync: { kind: 'rest' } };
    }
    case 'save-conflicted':
      return meet(state, event.theirs);
    case 'save-unreachable':
      return state.sync.kind === 'conflict' ? state : { ...state, sync: { kind: 'offline' } };
    case 'save-refused':
      return { ...state, sync: { kind: 'refused', why: event.why, retry: event.retry } };
    case 'retry':
      return state.sync.kind === 'offline' || (state.sync.kind === 'refused' && state.sync.retry)
        ? { ...state, sync: { kind: 'rest' } }
        : state;
    case 'saved-elsewhere':
      return event.theirs.version <= state.base.version || state.sync.kind === 'saving'
        ? state
        : meet(state, event.theirs);
    case 'keep-mine':
      return state.sync.kind === 'conflict'
        ? { ...state, base: state.sync.theirs, sync: { kind: 'rest' }, undo: state.sync.theirs.code }
        : state;
    case 'take-theirs':
      return state.sync.kind === 'conflict'
        ? { code: state.sync.theirs.code, base: state.sync.theirs, sync: { kind: 'rest' }, undo: state.code }
        : state;
    case 'reset':
      return event.starter === state.code
        ? state
        : { ...state, code: event.starter, sync: afterTyping(state.sync), undo: state.code };
    case 'undo-reset':
      return state.undo === null ? state : { ...state, code: state.undo, sync: afterTyping(state.sync), undo: null };
  }
}

/** Is there something to send, and may it be sent now? */
export function wantsSave(state: DraftState): boolean {
  return state.sync.kind === 'rest' && state.code !== state.base.code;
}

/** Typed but not on the server: a closing page must send it. */
export function isUnsaved(state: DraftState): boolean {
  return state.code !== state.base.code;
}

export function toLocal(state: DraftState, now: number): LocalDraft {
  // In a conflict the browser's copy keeps its old base, so that a reload meets the same conflict again.
  const baseVersion = state.sync.kind === 'conflict' ? Math.max(0, state.sync.theirs.version - 1) : state.base.version;
  return { code: state.code, baseVersion, unsaved: isUnsaved(state), savedAt: now };
}

/** New text may fit where old text was refused; everything else waits for its own end. */
function afterTyping(sync: Sync): Sync {
  return sync.kind === 'refused' && !sync.retry ? { kind: 'rest' } : sync;
}

/** The server holds `theirs`: a conflict only if the student has something else that isn't there. */
function meet(state: DraftState, theirs: Snapshot): DraftState {
  if (theirs.code === state.code) return { ...state, base: theirs, sync: { kind: 'rest' } };
  const clean = state.code === state.base.code && state.sync.kind !== 'conflict';
  if (clean) return { ...state, code: theirs.code, base: theirs, sync: { kind: 'rest' } };
  return { ...state, sync: { kind: 'conflict', theirs } };
}
