/** Fresh isolates with the student's side of the language in them, a few of them made ahead of need. */
import type ivm from 'isolated-vm';
import { Ended, GuardedIsolate } from './isolate';

/** Replaced by the build: the source of `realm.ts` as one expression. */
declare const STUDENT_REALM: string;

/** For our own part of it; a busy machine may take its time. */
const PREPARE_MS = 10_000;
const LAST_MS = 200;
const AHEAD = 2;
/** Without anybody asking, before isolates are made ahead: the groups of one submission follow each other faster. */
const QUIET_MS = 5;

/** `call('load', code)`, `call('run', script)`, `call('logs')`: text in, text out. */
export interface StudentIsolate {
  readonly guard: GuardedIsolate;
  call(method: 'load' | 'run' | 'logs', text: string, ms: number): Promise<string>;
  /**
   * Asks for several scripts at once: the isolate runs one after the other, each within `ms`, without waiting for this
   * thread in between; after one that is cut short it runs no more. Call the functions in order: each waits for its script.
   */
  runAll(scripts: readonly string[], ms: number): (() => Promise<string>)[];
}

export interface StudentIsolates {
  take(heapMiB: number): Promise<StudentIsolate>;
  /** Makes isolates for later groups, one after the other, as soon as it is quiet. */
  prepare(heapMiB: number): void;
}

export function createStudentIsolates(onCatastrophe: () => void): StudentIsolates {
  let cachedData: ivm.ExternalCopy<ArrayBuffer> | undefined;
  let ahead: { heapMiB: number; made: Promise<StudentIsolate> }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let isQuiet = true;

  const compileRealm = async (isolate: ivm.Isolate): Promise<ivm.Script> => {
    if (cachedData !== undefined) return isolate.compileScript(STUDENT_REALM, { filename: 'realm.js', cachedData });
    const options = { filename: 'realm.js', produceCachedData: true };
    const script: ivm.Script & ivm.CachedDataResult = await isolate.compileScript(STUDENT_REALM, options);
    // Ours, from our own source: cached data from elsewhere would be machine code from elsewhere.
    cachedData = script.cachedData;
    return script;
  };

  const make = async (heapMiB: number): Promise<StudentIsolate> => {
    const guard = new GuardedIsolate(heapMiB, onCatastrophe);
    return guard.within(PREPARE_MS, async () => {
      const context = await guard.isolate.createContext();
      const script = await compileRealm(guard.isolate);
      const realm = await script.run(context, { reference: true, timeout: PREPARE_MS });
      const methods = {
        load: await realm.get('load', { reference: true }),
        run: await realm.get('run', { reference: true }),
        logs: await realm.get('logs', { reference: true }),
        last: await realm.get('last', { reference: true }),
      };
      const start = async (method: keyof typeof methods, text: string, ms: number): Promise<string> => {
        const said: unknown = await methods[method].apply(undefined, [text], { timeout: ms });
        if (typeof said !== 'string') throw new Error('the realm must answer in text');
        return said;
      };
      /** A promise that nobody looks after was rejected: the error comes in place of an answer that exists. */
      const lastSaid = async (error: unknown): Promise<string> => {
        const isOdd = error instanceof Ended && error.kind === 'failed';
        const last = isOdd ? await guard.within(LAST_MS, () => start('last', '', LAST_MS)) : '';
        if (last === '') throw error;
        return last;
      };
      return {
        guard,
        call: (method, text, ms) => guard.within(ms, () => start(method, text, ms)).catch(lastSaid),
        runAll: (scripts, ms) =>
          scripts.map((script) => {
            const running = start('run', script, ms);
            running.catch(() => undefined);
            return () => guard.waitFor(ms, running);
          }),
      };
    });
  };

  /** One at a time: whoever asks meanwhile waits for no more than one. */
  const makeAheadIn = (ms: number, heapMiB: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (ahead.length >= AHEAD) return;
      const made = make(heapMiB);
      ahead.push({ heapMiB, made });
      void made
        .then(() => {
          if (isQuiet) makeAheadIn(0, heapMiB);
        })
        .catch(() => undefined);
    }, ms);
  };

  return {
    async take(heapMiB) {
      isQuiet = false;
      clearTimeout(timer);
      const ready = ahead.find((one) => one.heapMiB === heapMiB);
      if (ready === undefined) return make(heapMiB);
      ahead = ahead.filter((one) => one !== ready);
      return ready.made;
    },
    prepare(heapMiB) {
      isQuiet = true;
      makeAheadIn(QUIET_MS, heapMiB);
    },
  };
}
