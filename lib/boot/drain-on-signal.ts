/** A web process that grades finishes what it has in hand before Next.js, which would end at once, hears of the signal. */
import type { Log } from '../base/log';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
/** A terminal tells the whole group, and who started us passes it on: two signals, and one wish. */
const SAME_WISH_MS = 1000;
/** Giving back, and saying goodbye to a database that does not answer. */
const GOODBYES_MS = 12_000;
/** For answers that are on their way; streams would go on for as long as somebody watches. */
const ANSWERS_MS = 5000;
const EXIT_CODES = { SIGTERM: 143, SIGINT: 130 };

interface DrainOptions {
  drainMs: number;
  /** Takes nothing new; what is in hand is finished, or goes back after so long. Pages are served meanwhile. */
  stopGrading: (withinMs: number) => Promise<void>;
  /** Last, when Next.js has not ended the process by then. */
  close: () => Promise<void>;
  log: Log;
}

/** Once: in order. Twice: what is in hand goes back at once. Three times: this instant. */
export function drainOnSignal({ drainMs, stopGrading, close, log }: DrainOptions): void {
  const patiently = (what: string, ms: number, work: Promise<void>) =>
    Promise.race([work, new Promise<void>((resolve) => setTimeout(resolve, ms))]).catch((error: unknown) =>
      log.warn({ error: error instanceof Error ? error.message : 'unknown failure' }, what),
    );
  let wishes = 0;
  let heardAt = -Infinity;
  for (const signal of SIGNALS) {
    const others = process.listeners(signal);
    for (const other of others) process.removeListener(signal, other);
    const end = async () => {
      await patiently('grading did not stop in order', drainMs + GOODBYES_MS, stopGrading(drainMs));
      // Takes no more requests, answers those that came, and ends the process.
      for (const other of others) other(signal);
      setTimeout(
        () => void patiently('closing', ANSWERS_MS, close()).then(() => process.exit(EXIT_CODES[signal])),
        others.length > 0 ? ANSWERS_MS : 0,
      );
    };
    process.on(signal, () => {
      const now = performance.now();
      if (now - heardAt < SAME_WISH_MS) return;
      heardAt = now;
      wishes++;
      if (wishes === 1) {
        log.info({}, 'stopping: what is being graded is finished first');
        void end();
      } else if (wishes === 2) {
        log.info({}, 'stopping now: what is being graded is left to others');
        void patiently('giving back', GOODBYES_MS, stopGrading(0));
      } else {
        process.exit(EXIT_CODES[signal]);
      }
    });
  }
}
