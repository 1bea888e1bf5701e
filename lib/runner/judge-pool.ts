/** Judge children, one per bundle, kept warm; the one longest idle makes room for a bundle that isn't loaded yet. */
import { AppError } from '../base/errors';
import { setGauge } from '../telemetry/metrics';
import { startChild } from './child-process';
import type { ChildProcessHandle, Command } from './child-process';
import { defer } from './deferred';
import { GRACE_MS, JUDGE_LIMITS } from './limits';
import { JudgeReplySchema } from './protocol';
import type { JudgeReply } from './protocol';

const MAX_SESSIONS = 500;
const MAX_FAILED_STARTS = 3;

/** One exercise version's checks, reference and wrong solutions as a script that sets `globalThis.judge`. */
export interface JudgeBundle {
  readonly hash: string;
  readonly code: string;
  /** Proved to give the same verdicts, to the byte, in a context that has given others: then contexts are used again. */
  readonly steady?: boolean;
}

/** The judge's process ended: not the student's fault, and worth another try. */
export class JudgeLost extends Error {}
/** The bundle threw or took too long: trying again would give the same. */
export class JudgeFailed extends Error {}

export interface JudgeSession {
  /** @throws JudgeLost, JudgeFailed */
  call(fn: string, input: string): Promise<string>;
  /** Ends the session; call it once, whatever happened. */
  close(): void;
}

export interface JudgePool {
  /** @throws the signal's reason, or `runner_failed` */
  open(bundle: JudgeBundle, signal: AbortSignal): Promise<JudgeSession>;
  close(): Promise<void>;
}

/** A child and what it is doing. */
interface Judge {
  readonly child: ChildProcessHandle;
  hash: string | undefined;
  /** Open now. */
  sessions: number;
  /** Ever opened. */
  served: number;
  lastUsed: number;
  readonly calls: Map<number, { resolve(reply: JudgeReply): void; reject(error: Error): void }>;
}

export function createJudgePool(command: Command, capacity: number): JudgePool {
  const judges = new Set<Judge>();
  const queue: { bundle: JudgeBundle; give: (judge: Judge) => void; fail: (error: unknown) => void }[] = [];
  let isClosed = false;
  let clock = 0;
  let failedStarts = 0;
  let nextId = 0;

  const start = (): Judge => {
    const judge: Judge = {
      child: startChild(command),
      hash: undefined,
      sessions: 0,
      served: 0,
      lastUsed: 0,
      calls: new Map(),
    };
    judges.add(judge);
    judge.child.onMessage((message) => {
      const reply = JudgeReplySchema.safeParse(message);
      const call = reply.success && reply.data.type !== 'ready' ? judge.calls.get(reply.data.id) : undefined;
      if (!call || !reply.success) judge.child.kill('protocol');
      else call.resolve(reply.data);
    });
    void follow(judge);
    return judge;
  };

  const follow = async (judge: Judge): Promise<void> => {
    try {
      await judge.child.ready;
      failedStarts = 0;
    } catch {
      failedStarts++;
    }
    const exit = await judge.child.exited;
    judges.delete(judge);
    noteWarm();
    const why = exit.memory ? 'took too much memory' : exit.said.trim();
    for (const call of judge.calls.values()) call.reject(new JudgeLost(`the judge ended: ${why}`));
    serve();
  };

  const spare = (): Judge | undefined => [...judges].find((judge) => judge.hash === undefined && judge.child.isAlive);
  const loaded = (): Judge[] => [...judges].filter((judge) => judge.hash !== undefined);
  const noteWarm = (): void => setGauge('gradus_judges_warm', {}, loaded().length);

  /** The judge that has this bundle, or an unused one, or the one longest idle; none when all are at work. */
  const findJudge = (hash: string): Judge | undefined => {
    const known = loaded().find((judge) => judge.hash === hash && judge.child.isAlive && judge.served < MAX_SESSIONS);
    if (known) return known;
    if (loaded().length < capacity) return spare() ?? start();
    const idle = loaded().filter((judge) => judge.sessions === 0 && judge.child.isAlive);
    const oldest = idle.toSorted((a, b) => a.lastUsed - b.lastUsed)[0];
    if (oldest === undefined || oldest.served < MAX_SESSIONS) return oldest;
    oldest.child.kill('worn');
    judges.delete(oldest);
    return spare() ?? start();
  };

  const serve = (): void => {
    for (;;) {
      const waiting = queue[0];
      const judge = waiting && !isClosed ? findJudge(waiting.bundle.hash) : undefined;
      if (!waiting || !judge) break;
      queue.shift();
      judge.sessions++;
      judge.served++;
      judge.lastUsed = clock++;
      if (judge.hash !== waiting.bundle.hash) {
        judge.hash = waiting.bundle.hash;
        noteWarm();
        judge.child.send({ type: 'load', code: waiting.bundle.code });
      }
      judge.child.watchMemory(true);
      waiting.give(judge);
    }
    if (!isClosed && failedStarts < MAX_FAILED_STARTS && !spare() && loaded().length < capacity) start();
  };

  const call = async (
    judge: Judge,
    session: { session: number; steady: boolean },
    what: { fn: string; input: string },
  ): Promise<string> => {
    if (!judge.child.isAlive) throw new JudgeLost('the judge has ended');
    const id = nextId++;
    const { promise, resolve, reject } = defer<JudgeReply>();
    judge.calls.set(id, { resolve, reject });
    const deadline = setTimeout(
      () => {
        // No JudgeLost, which would be tried again: it would take as long.
        reject(new JudgeFailed(`${what.fn}: the judge did not come to an end`));
        judge.child.kill('timeout');
      },
      2 * JUDGE_LIMITS.callMs + GRACE_MS,
    );
    try {
      judge.child.send({ type: 'call', id, ...session, ...what });
      const reply = await promise;
      if (reply.type === 'answer') return reply.text;
      if (reply.type === 'failed' && reply.fatal) judge.child.kill('fatal');
      throw new JudgeFailed(reply.type === 'failed' ? `${what.fn}: ${reply.reason}` : 'the judge gave no answer');
    } finally {
      clearTimeout(deadline);
      judge.calls.delete(id);
    }
  };

  const open = async (judge: Judge, steady: boolean): Promise<JudgeSession> => {
    const session = nextId++;
    const close = (): void => {
      judge.sessions--;
      if (judge.child.isAlive) judge.child.send({ type: 'end', session });
      if (judge.sessions === 0) judge.child.watchMemory(false);
      serve();
    };
    try {
      await judge.child.ready;
    } catch (cause) {
      close();
      throw new AppError('runner_failed', { message: 'no judge starts here', cause });
    }
    return { call: (fn, input) => call(judge, { session, steady }, { fn, input }), close };
  };

  serve();
  return {
    async open(bundle, signal) {
      signal.throwIfAborted();
      if (isClosed) throw new AppError('runner_failed', { message: 'the runner is closed' });
      const { promise, resolve, reject } = defer<Judge>();
      const waiting = { bundle, give: resolve, fail: reject };
      const abort = (): void => {
        const index = queue.indexOf(waiting);
        if (index >= 0) queue.splice(index, 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
      queue.push(waiting);
      serve();
      try {
        return await open(await promise, bundle.steady ?? false);
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
    async close() {
      isClosed = true;
      for (const { fail } of queue.splice(0)) fail(new AppError('runner_failed', { message: 'the runner is closed' }));
      const children = [...judges].map((judge) => judge.child);
      for (const child of children) child.kill('closed');
      await Promise.all(children.map((child) => child.exited));
    },
  };
}
