/** One bundle in one isolate; every session gets a context of its own, so that no verdict depends on an earlier one. */
import type ivm from 'isolated-vm';
import { JUDGE_LIMITS } from '../limits';
import { GuardedIsolate } from './isolate';
import { makeRepeatable } from './repeatable';

export interface JudgeIsolate {
  /** Answers `V` and the text, or `E` and what was thrown. @throws Ended */
  call(session: number, fn: string, input: string): Promise<string>;
  end(session: number): void;
  dispose(): void;
}

/** Runs inside the isolate, so that reading a thrown value happens under the time limit. */
const CALL = `
  try { const said = globalThis.judge[$0]($1); return typeof said === 'string' ? 'V' + said : 'E' + $0 + ' gave no text'; }
  catch (error) { return 'E' + String(error && error.stack || error).slice(0, 2000); }
`;

const REPEATABLE = `(${makeRepeatable.toString()})(globalThis);`;

const { callMs, heapMiB } = JUDGE_LIMITS;

export function createJudgeIsolate(code: string): JudgeIsolate {
  const guard = new GuardedIsolate(heapMiB, () => process.exit(91));
  const sessions = new Map<number, ivm.Context>();
  let script: Promise<ivm.Script> | undefined;
  let ahead: Promise<ivm.Context> | undefined;

  const makeContext = async (): Promise<ivm.Context> => {
    script ??= guard.isolate.compileScript(code, { filename: 'judge.js' });
    const context = await guard.isolate.createContext();
    await context.eval(REPEATABLE, { timeout: callMs });
    await (await script).run(context, { timeout: callMs });
    return context;
  };

  const contextOf = async (session: number): Promise<ivm.Context> => {
    const known = sessions.get(session);
    if (known) return known;
    const made = ahead ?? makeContext();
    ahead = undefined;
    const context = await made;
    sessions.set(session, context);
    return context;
  };

  return {
    call: (session, fn, input) =>
      guard.within(2 * callMs, async () => {
        const context = await contextOf(session);
        const said: unknown = await context.evalClosure(CALL, [fn, input], { timeout: callMs });
        if (typeof said !== 'string') throw new Error('the judge must answer in text');
        return said;
      }),
    end(session) {
      sessions.get(session)?.release();
      sessions.delete(session);
      if (ahead !== undefined) return;
      // The next session's context is made while nobody waits for it.
      ahead = makeContext();
      ahead.catch(() => undefined);
    },
    dispose: () => guard.dispose(),
  };
}
