/** Runs the open checks in this browser: one judge worker, kept warm, replaced when it stops answering. */
import type { RunReply, RunRequest } from '../workers/run-messages';
import type { Verdict } from './verdict-groups';

type RunOutcome = { kind: 'judged'; verdict: Verdict } | { kind: 'failed'; why: string };

/** Five seconds of student code and the start of workers; beyond that the judge itself hangs. */
const PATIENCE_MS = 20_000;
const OUR_FAULT =
  'The open checks could not be run in this browser. Your code is untouched; Submit grades it on the server.';

export interface BrowserRunner {
  /** Loads the judge ahead of the first run. */
  warm(): void;
  /** Never rejects. */
  run(job: Omit<RunRequest, 'id'>): Promise<RunOutcome>;
  close(): void;
}

export function createBrowserRunner(): BrowserRunner {
  let worker: Worker | null = null;
  let last = 0;
  const waiting = new Map<number, (outcome: RunOutcome) => void>();

  const fail = (): void => {
    worker?.terminate();
    worker = null;
    for (const settle of waiting.values()) settle({ kind: 'failed', why: OUR_FAULT });
    waiting.clear();
  };

  const start = (): Worker => {
    if (worker) return worker;
    worker = new Worker('/workers/judge.js');
    worker.addEventListener('message', (event: MessageEvent<RunReply>) => {
      const reply = event.data;
      if (reply.kind === 'ready') return;
      waiting.get(reply.id)?.(outcomeOf(reply));
      waiting.delete(reply.id);
    });
    worker.addEventListener('error', fail);
    return worker;
  };

  return {
    warm: () => void start(),
    run(job) {
      const id = ++last;
      return new Promise((resolve) => {
        const timer = setTimeout(fail, PATIENCE_MS);
        waiting.set(id, (outcome) => {
          clearTimeout(timer);
          resolve(outcome);
        });
        start().postMessage({ id, ...job } satisfies RunRequest);
      });
    },
    close() {
      worker?.terminate();
      worker = null;
      waiting.clear();
    },
  };
}

function outcomeOf(reply: Exclude<RunReply, { kind: 'ready' }>): RunOutcome {
  if (reply.kind === 'failed') return { kind: 'failed', why: OUR_FAULT };
  const { status, summary, score, max, checks, fault, logs, notes } = reply;
  return {
    kind: 'judged',
    verdict: { kind: 'run', status, summary, score, max, checks, ...(fault ? { fault } : {}), logs, notes },
  };
}
