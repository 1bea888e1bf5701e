'use client';
/** Keeps what the operators' page shows up to date while somebody looks at it, and carries their actions out. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { OperationView } from '@/lib/features/operations/views';
import { act, fetchOperation, type OperatorAction } from './operation-shapes';
import { resultWords } from './words';

const EVERY_MS = 2000;

export interface Live {
  view: OperationView;
  /** The last look failed; what is shown is from before. */
  stale: boolean;
  /** What the last action came to. */
  said: { words: string; failed: boolean } | null;
  /** An action is on its way. */
  busy: boolean;
  run: (action: OperatorAction, ids: readonly string[]) => Promise<void>;
}

export function useOperation(first: OperationView): Live {
  const [view, setView] = useState(first);
  const [stale, setStale] = useState(false);
  const [said, setSaid] = useState<Live['said']>(null);
  const [busy, setBusy] = useState(false);
  const control = useRef<AbortController | null>(null);

  const look = useCallback(async () => {
    control.current?.abort();
    const mine = new AbortController();
    control.current = mine;
    try {
      setView(await fetchOperation(mine.signal));
      setStale(false);
    } catch {
      if (!mine.signal.aborted) setStale(true);
    }
  }, []);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let gone = false;
    const again = () => {
      if (gone) return;
      timer = setTimeout(() => {
        if (document.visibilityState !== 'visible') again();
        else void look().then(again);
      }, EVERY_MS);
    };
    again();
    const onReturn = () => {
      if (document.visibilityState === 'visible') void look();
    };
    document.addEventListener('visibilitychange', onReturn);
    return () => {
      gone = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onReturn);
      control.current?.abort();
    };
  }, [look]);

  const run = async (action: OperatorAction, ids: readonly string[]) => {
    setBusy(true);
    const answer = await act(action, ids).then(
      (result) => ({ words: resultWords(action, result), failed: false }),
      () => ({ words: 'The server did not answer as it should; nothing may have changed. Try again.', failed: true }),
    );
    await look();
    setSaid(answer);
    setBusy(false);
  };

  return { view, stale, said, busy, run };
}
