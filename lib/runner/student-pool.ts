/** N student children at work and a warm spare, so that a killed one costs nobody time. */
import { AppError } from '../base/errors';
import { startChild } from './child-process';
import type { ChildProcessHandle, Command } from './child-process';
import { defer } from './deferred';

const MAX_JOBS = 200;
const MAX_AGE_MS = 10 * 60_000;
const MAX_IDLE_MIB = 150;
const MAX_FAILED_STARTS = 3;

export interface StudentPool {
  /** Waits for a free child. Give it back, whatever happened. @throws the signal's reason, or `runner_failed` */
  acquire(signal: AbortSignal): Promise<ChildProcessHandle>;
  /** A child that nobody waits for. Give it back, too. */
  takeFree(): ChildProcessHandle | undefined;
  /** Whether somebody waits for a child. */
  isWanted(): boolean;
  release(child: ChildProcessHandle, dirty: boolean): void;
  close(): Promise<void>;
}

interface Waiting {
  give(child: ChildProcessHandle): void;
  fail(error: unknown): void;
}

export function createStudentPool(command: Command, size: number): StudentPool {
  const free: ChildProcessHandle[] = [];
  const queue: Waiting[] = [];
  /** Until they have ended; those in `retired` are being killed and no longer count. */
  const all = new Set<ChildProcessHandle>();
  const retired = new Set<ChildProcessHandle>();
  const jobs = new WeakMap<ChildProcessHandle, number>();
  let busy = 0;
  let failedStarts = 0;
  let isClosed = false;

  const startOne = (): void => {
    const child = startChild(command);
    all.add(child);
    void follow(child);
  };

  const follow = async (child: ChildProcessHandle): Promise<void> => {
    try {
      await child.ready;
      failedStarts = 0;
      free.push(child);
      serve();
    } catch (cause) {
      failedStarts++;
      const message = 'no student child starts here';
      const isHopeless = failedStarts >= MAX_FAILED_STARTS;
      for (const waiting of isHopeless ? queue.splice(0) : [])
        waiting.fail(new AppError('runner_failed', { message, cause }));
    }
    await child.exited;
    all.delete(child);
    retired.delete(child);
    const index = free.indexOf(child);
    if (index >= 0) free.splice(index, 1);
    // Somebody has asked since the starts were given up: try for them.
    if (all.size === 0 && queue.length > 0) failedStarts = 0;
    refill();
  };

  /** Size and one spare, started ones included. Stops trying when starting fails again and again, until somebody asks. */
  const refill = (): void => {
    const missing = isClosed || failedStarts >= MAX_FAILED_STARTS ? 0 : size + 1 - (all.size - retired.size);
    for (let i = 0; i < missing; i++) startOne();
  };

  const serve = (): void => {
    while (busy < size && free.length > 0 && queue.length > 0) {
      const child = free.shift();
      if (!child?.isAlive) continue;
      busy++;
      queue.shift()?.give(child);
    }
  };

  refill();
  return {
    acquire(signal) {
      if (isClosed) return Promise.reject(new AppError('runner_failed', { message: 'the runner is closed' }));
      const { promise, resolve, reject } = defer<ChildProcessHandle>();
      const abort = (): void => {
        const index = queue.indexOf(waiting);
        if (index >= 0) queue.splice(index, 1);
        reject(signal.reason);
      };
      const waiting: Waiting = {
        give: (child) => {
          signal.removeEventListener('abort', abort);
          resolve(child);
        },
        fail: (error) => {
          signal.removeEventListener('abort', abort);
          reject(error);
        },
      };
      if (signal.aborted) return Promise.reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      queue.push(waiting);
      if (all.size === 0) failedStarts = 0;
      refill();
      serve();
      return promise;
    },

    takeFree() {
      if (isClosed || busy >= size || queue.length > 0) return undefined;
      const child = free.find(({ isAlive }) => isAlive);
      if (child === undefined) return undefined;
      free.splice(free.indexOf(child), 1);
      busy++;
      return child;
    },

    isWanted: () => queue.length > 0,

    release(child, dirty) {
      busy--;
      const done = (jobs.get(child) ?? 0) + 1;
      jobs.set(child, done);
      const isWorn =
        done >= MAX_JOBS || Date.now() - child.startedAt > MAX_AGE_MS || (child.memoryMiB() ?? 0) > MAX_IDLE_MIB;
      if (dirty || isWorn || isClosed) {
        // Its successor starts now, not when the kernel has buried it.
        if (child.isAlive) retired.add(child);
        child.kill(dirty ? 'dirty' : isWorn ? 'worn' : 'closed');
        refill();
      } else if (child.isAlive) {
        free.push(child);
      }
      serve();
    },

    async close() {
      isClosed = true;
      for (const waiting of queue.splice(0))
        waiting.fail(new AppError('runner_failed', { message: 'the runner is closed' }));
      const children = [...all];
      for (const child of children) child.kill('closed');
      await Promise.all(children.map((child) => child.exited));
    },
  };
}
