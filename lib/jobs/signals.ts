/** Hints that something changed, from any process: NOTIFY on one channel, one LISTEN per process. */
import { EventEmitter } from 'node:events';
import type { Database } from '../../db/database';

/** The channel on which stores announce a submission's id, in the transaction that changes it. */
export const SUBMISSION_CHANNEL = 'gradus_submission';

export interface Signals {
  /** Resolves with true at the next hint for `id`, with false after `timeoutMs` or when aborted; never rejects. */
  next(id: string, timeoutMs: number, signal: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
}

export async function openSignals(database: Database): Promise<Signals> {
  const hints = new EventEmitter();
  hints.setMaxListeners(0);
  const unlisten = await database.listen(SUBMISSION_CHANNEL, (id) => hints.emit(id));
  return {
    next(id, timeoutMs, signal) {
      return new Promise((resolve) => {
        const finish = (hinted: boolean) => {
          clearTimeout(timer);
          hints.off(id, onHint);
          signal.removeEventListener('abort', onEnd);
          resolve(hinted);
        };
        const onHint = () => finish(true);
        const onEnd = () => finish(false);
        const timer = setTimeout(onEnd, timeoutMs);
        hints.once(id, onHint);
        signal.addEventListener('abort', onEnd, { once: true });
        if (signal.aborted) onEnd();
      });
    },
    async close() {
      await unlisten();
    },
  };
}
