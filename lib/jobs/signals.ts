/** Hints that something changed, from any process: NOTIFY on one channel, one LISTEN per process. */
import { EventEmitter } from 'node:events';
import type { Database } from '../../db/database';

/** The channel on which stores announce a submission's id, in the transaction that changes it. */
export const SUBMISSION_CHANNEL = 'gradus_submission';

export interface Signals {
  /** Resolves at the next hint for `id`, after `timeoutMs`, or when aborted; never rejects. */
  next(id: string, timeoutMs: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export async function openSignals(database: Database): Promise<Signals> {
  const hints = new EventEmitter();
  hints.setMaxListeners(0);
  const unlisten = await database.listen(SUBMISSION_CHANNEL, (id) => hints.emit(id));
  return {
    next(id, timeoutMs, signal) {
      return new Promise((resolve) => {
        const finish = () => {
          clearTimeout(timer);
          hints.off(id, finish);
          signal.removeEventListener('abort', finish);
          resolve();
        };
        const timer = setTimeout(finish, timeoutMs);
        hints.once(id, finish);
        signal.addEventListener('abort', finish, { once: true });
        if (signal.aborted) finish();
      });
    },
    async close() {
      await unlisten();
    },
  };
}
