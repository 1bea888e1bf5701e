/**
 * One bundle in one isolate. A session has a context of its own, unless the bundle is steady: proved to give the same verdict,
 * to the byte, in a context that has given others. Such contexts are warmed up while nobody waits, and used again.
 */
import type ivm from 'isolated-vm';
import type { RawGroup } from '@/lib/script/raw-group';
import { JUDGE_LIMITS } from '../limits';
import { GuardedIsolate } from './isolate';
import { makeRepeatable } from './repeatable';

export interface JudgeIsolate {
  /** Answers `V` and the text, or `E` and what was thrown. @throws Ended */
  call(session: { id: number; steady: boolean }, fn: string, input: string): Promise<string>;
  end(session: number): void;
  dispose(): void;
}

/** A bundle that is loaded; text in, text out. */
interface Context {
  readonly context: ivm.Context;
  readonly say: ivm.Reference<(fn: string, input: string, again: boolean) => string>;
  sessions: number;
  /** Something went wrong in it. */
  isDirty: boolean;
}

interface Session {
  readonly in: Context;
  readonly steady: boolean;
  /** Chance and clock are still as the last session left them. */
  isNew: boolean;
}

/** Runs inside the isolate, so that reading a thrown value happens under the time limit. `$0` puts chance and clock back. */
const SAY = `
  const putBack = $0;
  putBack(false);
  return (fn, input, again) => {
    try {
      if (again) putBack(true);
      const said = globalThis.judge[fn](input);
      return typeof said === 'string' ? 'V' + said : 'E' + fn + ' gave no text';
    }
    catch (error) { return 'E' + String(error && error.stack || error).slice(0, 2000); }
  };
`;

const REPEATABLE = `(${makeRepeatable.toString()})(globalThis);`;

const { callMs, heapMiB } = JUDGE_LIMITS;

/** In one context, one after the other; then a fresh one takes its place. */
const MOST_SESSIONS = 100;
/** Kept for sessions at the same time. */
const MOST_FREE = 4;
const WARM_UPS = 4;
const MOST_ROUNDS = 10;

export function createJudgeIsolate(code: string): JudgeIsolate {
  const guard = new GuardedIsolate(heapMiB, () => process.exit(91));
  const sessions = new Map<number, Session>();
  const free: Context[] = [];
  let script: Promise<ivm.Script> | undefined;
  let ahead: { made: Promise<Context>; isWarm: boolean } | undefined;

  const makeContext = async (): Promise<Context> => {
    script ??= guard.isolate.compileScript(code, { filename: 'judge.js' });
    const context = await guard.isolate.createContext();
    const putBack = await context.eval(REPEATABLE, { timeout: callMs, reference: true });
    await (await script).run(context, { timeout: callMs });
    const say = (await context.evalClosure(SAY, [putBack.derefInto()], {
      timeout: callMs,
      result: { reference: true },
    })) as Context['say'];
    return { context, say, sessions: 0, isDirty: false };
  };

  const ask = async (of: Context, what: { fn: string; input: string; again: boolean }): Promise<string> => {
    const said: unknown = await of.say.apply(undefined, [what.fn, what.input, what.again], { timeout: callMs });
    if (typeof said !== 'string') throw new Error('the judge must answer in text');
    return said;
  };

  const open = async (steady: boolean): Promise<Session> => {
    const used = steady ? free.pop() : undefined;
    const made = await (used ?? takeAhead(steady) ?? makeContext());
    made.sessions++;
    return { in: made, steady, isNew: true };
  };

  /** One that has been warmed up has given verdicts: it is only for those who said that this doesn't matter. */
  const takeAhead = (steady: boolean): Promise<Context> | undefined => {
    const taken = ahead;
    ahead = undefined;
    if (taken === undefined || steady || !taken.isWarm) return taken?.made;
    void taken.made.then(
      ({ context }) => context.release(),
      () => undefined,
    );
    return undefined;
  };

  /** The next session's context is made while nobody waits for it. */
  const prepare = (steady: boolean): void => {
    if (ahead !== undefined || (steady && free.length > 0)) return;
    const making: Promise<Context> = steady
      ? makeContext().then((context) => warmUp(context, () => ahead?.made !== making))
      : makeContext();
    ahead = { made: making, isWarm: steady };
    making.catch(() => undefined);
  };

  /** Grades the reference until somebody waits, so that code is compiled. What it leaves behind is what sessions leave. */
  const warmUp = async (context: Context, isWanted: () => boolean): Promise<Context> => {
    const say = async (fn: string, input: unknown): Promise<unknown> => {
      if (isWanted()) return {};
      const said = await ask(context, { fn, input: JSON.stringify(input), again: fn === 'begin' });
      return said.startsWith('V') ? JSON.parse(said.slice(1)) : {};
    };
    for (let i = 0; i < WARM_UPS; i++) {
      let step = (await say('begin', { seed: `warm-up ${i}`, source: '', only: 'all' })) as {
        groups?: (string[] | RawGroup)[];
      };
      for (let round = 0; round < MOST_ROUNDS && Array.isArray(step.groups); round++) {
        const outcomes: unknown[] = [];
        for (const group of step.groups) {
          const scripts = 'scripts' in group ? group.scripts : group;
          outcomes.push(await say('reference', { scripts }));
        }
        step = (await say('next', { outcomes })) as typeof step;
      }
    }
    return context;
  };

  return {
    call: ({ id, steady }, fn, input) =>
      guard.within(2 * callMs, async () => {
        let session = sessions.get(id);
        if (session === undefined) sessions.set(id, (session = await open(steady)));
        const again = session.isNew;
        session.isNew = false;
        // Until it has answered.
        session.in.isDirty = true;
        const said = await ask(session.in, { fn, input, again });
        session.in.isDirty = !said.startsWith('V');
        return said;
      }),
    end(id) {
      const session = sessions.get(id);
      sessions.delete(id);
      const { in: context, steady = false } = session ?? {};
      const isGood = steady && context && !context.isDirty && context.sessions < MOST_SESSIONS;
      if (isGood && free.length < MOST_FREE) free.push(context);
      else context?.context.release();
      prepare(steady);
    },
    dispose: () => guard.dispose(),
  };
}
