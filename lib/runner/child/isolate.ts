/** One isolate with a watchdog: everything it does has a deadline, and only strings come out. */
import ivm from 'isolated-vm';
import { defer } from '../deferred';
import { watchProcessor } from './processor-watch';

/** Why an isolate gave no answer. */
export class Ended extends Error {
  readonly kind: 'timeout' | 'memory-limit' | 'failed';

  constructor(kind: Ended['kind'], why: string) {
    super(why);
    this.kind = kind;
  }
}

export function asEnded(error: unknown): Ended {
  return error instanceof Ended ? error : new Ended('failed', 'an answer that is no observation');
}

/** The watchdog's patience beyond V8's own time limit, which some built-ins never look at. */
const WATCHDOG_MS = 100;

export class GuardedIsolate {
  readonly isolate: ivm.Isolate;
  /** So many times as long as it may compute may pass on the clock; 1 leaves limits to the clock alone. */
  patience = 1;
  #isEnded = false;
  #hasComputed = false;
  /** Of everybody who waits now. One promise for all would keep every answer for as long as the isolate lives. */
  readonly #giveUp = new Set<(why: Ended) => void>();

  constructor(heapMiB: number, onCatastrophe: () => void) {
    this.isolate = new ivm.Isolate({ memoryLimit: heapMiB, onCatastrophicError: onCatastrophe });
  }

  /** True after the watchdog: the thread may still be running, so the process must not be used again. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** True after it was ended for what it computed, or for computing nothing, and not by a clock. */
  get hasComputed(): boolean {
    return this.#hasComputed;
  }

  /**
   * Awaits something that this isolate does, at most `ms` and the watchdog's patience.
   * @throws Ended
   */
  async within<T>(ms: number, work: () => Promise<T>): Promise<T> {
    const working = work();
    working.catch(() => undefined);
    return await this.waitFor(ms, working);
  }

  /**
   * The same for work that was asked for earlier and has its turn now.
   * @throws Ended
   */
  async waitFor<T>(ms: number, working: Promise<T>): Promise<T> {
    const end = (): void => {
      this.#isEnded = true;
      this.dispose();
      for (const giveUp of this.#giveUp) giveUp(new Ended('timeout', 'watchdog'));
    };
    const began = performance.now();
    const watchdog = setTimeout(end, ms + WATCHDOG_MS);
    const unwatch = this.#watchProcessor(ms, end);
    const { promise: ended, reject: giveUp } = defer<never>();
    this.#giveUp.add(giveUp);
    try {
      if (this.#isEnded) throw new Ended('timeout', 'watchdog');
      return await Promise.race([working, ended]);
    } catch (error) {
      throw this.#classify(error, performance.now() - began >= ms / 2);
    } finally {
      clearTimeout(watchdog);
      unwatch();
      this.#giveUp.delete(giveUp);
    }
  }

  #watchProcessor(ms: number, end: () => void): () => void {
    if (this.patience === 1) return () => undefined;
    return watchProcessor(ms / this.patience, () => {
      this.#hasComputed = true;
      end();
    });
  }

  dispose(): void {
    try {
      if (!this.isolate.isDisposed) this.isolate.dispose();
    } catch {
      // It is being disposed elsewhere: by V8, out of memory.
    }
  }

  /** @param mayBeLate false when no limit of time can have been reached: then who says so is the program */
  #classify(error: unknown, mayBeLate: boolean): Ended {
    if (error instanceof Ended) return error;
    if (this.#isEnded) return new Ended('timeout', 'watchdog');
    const message = messageOf(error);
    if (mayBeLate && message === 'Script execution timed out.') return new Ended('timeout', message);
    if (this.isolate.isDisposed || /memory limit|allocation failed|is disposed/i.test(message)) {
      return new Ended('memory-limit', message);
    }
    return new Ended('failed', message);
  }
}

/** The text of an error that came out of an isolate, read with suspicion. */
function messageOf(error: unknown): string {
  try {
    return error instanceof Error && typeof error.message === 'string'
      ? error.message.slice(0, 1000)
      : 'no error object';
  } catch {
    return 'an error that can not be read';
  }
}
