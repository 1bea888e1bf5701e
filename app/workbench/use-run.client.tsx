/** Running the open checks in React: one run at a time, nothing sent. */
'use client';
import { useEffect, useRef, useState } from 'react';
import type { OpenPack } from '@/lib/grading/plan';
import { type BrowserRunner, createBrowserRunner } from './browser-run';
import type { Verdict } from './verdict-groups';

export type RunState =
  { kind: 'idle' } | { kind: 'running' } | { kind: 'done'; verdict: Verdict } | { kind: 'failed'; why: string };

interface Options {
  pack: OpenPack;
  exports: readonly string[];
  onDone: (verdict: Verdict, source: string) => void;
}

export interface RunControl {
  state: RunState;
  run: (code: string) => void;
  /** Loads the judge ahead of the first run. */
  warm: () => void;
  dismiss: () => void;
}

export function useRun({ pack, exports, onDone }: Options): RunControl {
  const [state, setState] = useState<RunState>({ kind: 'idle' });
  const runner = useRef<BrowserRunner | null>(null);
  const busy = useRef(false);
  useEffect(
    () => () => {
      runner.current?.close();
      runner.current = null;
      busy.current = false;
    },
    [],
  );
  const open = (): BrowserRunner => (runner.current ??= createBrowserRunner());

  return {
    state,
    warm: () => open().warm(),
    run(source) {
      if (busy.current) return;
      busy.current = true;
      setState({ kind: 'running' });
      void open()
        .run({ source, exports, pack })
        .then((outcome) => {
          busy.current = false;
          if (outcome.kind === 'failed') return setState(outcome);
          setState({ kind: 'done', verdict: outcome.verdict });
          onDone(outcome.verdict, source);
        });
    },
    dismiss: () => setState((now) => (now.kind === 'running' ? now : { kind: 'idle' })),
  };
}
