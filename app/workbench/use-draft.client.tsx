/** The draft of this exercise in React: restored at the start, kept while typing, sent when the page is left. */
'use client';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { Draft } from '@/lib/features/drafts/views';
import { type DraftEvent, type DraftState, isUnsaved, type LocalDraft, openDraft, type Snapshot } from './draft-state';
import { createDraftStore } from './draft-store';
import { draftWords } from './draft-words';
import { draftKey, parseLocalDraft, readLocalDraft, type StoreKey, writeLocalDraft } from './local-store';
import { putDraft } from './workbench-api';

interface Options {
  storeKey: StoreKey;
  starter: string;
  server: Draft | null;
  /** The text changed without typing: a reset, a choice in a conflict, another tab. */
  onReplaced: (code: string) => void;
}

export interface DraftControl {
  state: DraftState;
  /** The status line: `saved 2 s ago`. */
  words: string;
  dispatch: (event: DraftEvent) => void;
  /** The newest text, also between renders. */
  code: () => string;
  flush: () => void;
}

export function useDraft({ storeKey, starter, server, onReplaced }: Options): DraftControl {
  const [keeps, setKeeps] = useState(true);
  const { userId, course, exercise } = storeKey;

  // The server's draft counts once, at the start: later ones arrive as answers to saves.
  const [{ store, first }] = useState(() => {
    const key = { userId, course, exercise };
    const saved: Snapshot | null = server && {
      code: server.code,
      version: server.version,
      savedAt: server.savedAt.getTime(),
    };
    const local = typeof window === 'undefined' ? null : readLocalDraft(key);
    const ports = {
      keep: (draft: LocalDraft) => setKeeps(writeLocalDraft(key, draft)),
      save: (request: Parameters<typeof putDraft>[1]) => putDraft(key, request),
      now: () => Date.now(),
    };
    // What the server rendered knows nothing of this browser: the first paint must agree with it.
    return { store: createDraftStore(openDraft(starter, saved, local), ports), first: openDraft(starter, saved, null) };
  });

  const state = useSyncExternalStore(store.subscribe, store.get, () => first);

  useEffect(() => {
    const key = draftKey({ userId, course, exercise });
    const leave = (): void => store.flush(true);
    const onVisibility = (): void => {
      if (document.visibilityState === 'hidden') store.flush(true);
    };
    const onOnline = (): void => store.dispatch({ kind: 'retry' });
    const onStorage = (event: StorageEvent): void => {
      const draft = event.key === key ? parseLocalDraft(event.newValue) : null;
      if (!draft || draft.unsaved) return;
      const before = store.get().code;
      store.dispatch({
        kind: 'saved-elsewhere',
        theirs: { code: draft.code, version: draft.baseVersion, savedAt: draft.savedAt },
      });
      if (store.get().code !== before) onReplaced(store.get().code);
    };
    addEventListener('pagehide', leave);
    addEventListener('online', onOnline);
    addEventListener('storage', onStorage);
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      removeEventListener('pagehide', leave);
      removeEventListener('online', onOnline);
      removeEventListener('storage', onStorage);
      document.removeEventListener('visibilitychange', onVisibility);
      // Navigation inside the app fires no pagehide.
      store.flush(true);
      store.close();
    };
  }, [store, userId, course, exercise, onReplaced]);

  const now = useNow(1000);
  const lost = !keeps && isUnsaved(state) && state.sync.kind !== 'saving';
  const words = now === null ? '' : lost ? 'not saved yet, and this browser keeps nothing' : draftWords(state, now);
  const dispatch = useCallback(
    (event: DraftEvent): void => {
      const before = store.get().code;
      store.dispatch(event);
      if (event.kind !== 'typed' && store.get().code !== before) onReplaced(store.get().code);
    },
    [store, onReplaced],
  );
  const code = useCallback(() => store.get().code, [store]);
  const flush = useCallback(() => store.flush(false), [store]);
  return { state, words, dispatch, code, flush };
}

/** The time, looked at once per interval while the page is visible; null until the page is alive. */
function useNow(intervalMs: number): number | null {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setNow(Date.now());
    }, intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs]);
  return now;
}
