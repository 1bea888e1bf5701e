/** Runs one group in one student child and turns whatever happens, its death included, into an outcome. */
import type { RawGroupOutcome, RawScriptOutcome } from '../script/raw-group';
import type { ChildProcessHandle, Exit } from './child-process';
import { defer } from './deferred';
import { GRACE_MS } from './limits';
import { StudentReplySchema } from './protocol';
import type { StudentReply, StudentRequest } from './protocol';

export interface GroupRun {
  readonly outcome: RawGroupOutcome;
  /** The child must be killed. */
  readonly dirty: boolean;
  /** It died, or timed out for want of a processor: try once more in a fresh child before anyone is blamed. */
  readonly unsure: boolean;
}

/** Until the source is compiled and loaded, beyond the time that loading itself may take. */
const COMPILE_MS = 2000;

/** Never rejects for anything that the child does. @throws the signal's reason */
export async function runGroup(
  child: ChildProcessHandle,
  request: StudentRequest,
  signal: AbortSignal,
): Promise<GroupRun> {
  signal.throwIfAborted();
  const seen: Seen = { load: undefined, scripts: [], done: undefined };
  const { promise, resolve, reject } = defer<GroupRun>();
  let isLate = false;

  const { scriptMs, groupMs } = request.limits;
  const deadline = setTimeout(
    () => {
      isLate = true;
      child.kill('timeout');
    },
    COMPILE_MS + scriptMs + groupMs + GRACE_MS,
  );
  const abort = (): void => {
    child.kill('aborted');
    reject(signal.reason);
  };
  signal.addEventListener('abort', abort, { once: true });

  child.onMessage((message) => {
    const reply = StudentReplySchema.safeParse(message);
    // Another group's reply, or none of ours: this child is not to be believed in anything.
    if (!reply.success || !note(seen, request, reply.data)) return child.kill('protocol');
    if (seen.done) resolve({ outcome: outcomeOf(seen, request), dirty: seen.done.dirty, unsure: seen.done.starved });
  });
  void child.exited.then((exit) => resolve(died(seen, request, { exit, isLate })));
  child.watchMemory(true);
  child.send(request);
  try {
    return await promise;
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener('abort', abort);
    child.onMessage(undefined);
    child.watchMemory(false);
  }
}

interface Seen {
  load: RawGroupOutcome['load'] | undefined;
  scripts: RawScriptOutcome[];
  done: (StudentReply & { type: 'done' }) | undefined;
}

/** False when the reply can't be one to this request at this point. */
function note(seen: Seen, request: StudentRequest, reply: StudentReply): boolean {
  if (reply.type === 'ready' || reply.id !== request.id || seen.done) return false;
  if (reply.type === 'loaded') {
    if (seen.load) return false;
    seen.load = reply.load;
    return true;
  }
  if (reply.type === 'ran') {
    if (seen.load?.kind !== 'loaded' || reply.index !== seen.scripts.length) return false;
    seen.scripts.push(...reply.outcomes);
    return seen.scripts.length <= request.scripts.length;
  }
  seen.done = reply;
  return seen.load !== undefined;
}

function outcomeOf(seen: Seen, request: StudentRequest): RawGroupOutcome {
  const load = seen.load ?? { kind: 'crashed' };
  if (load.kind !== 'loaded') return { load, scripts: [], logs: seen.done?.logs ?? '' };
  const scripts = request.scripts.map((_, index) => seen.scripts[index] ?? ({ kind: 'not-run' } as const));
  return { load, scripts, logs: seen.done?.logs ?? '' };
}

/** The blame goes to what was running at that time. */
function died(seen: Seen, request: StudentRequest, how: { exit: Exit; isLate: boolean }): GroupRun {
  const kind = how.isLate ? 'timeout' : how.exit.memory ? 'memory-limit' : 'crashed';
  if (!seen.load) seen.load = { kind };
  else if (seen.scripts.length < request.scripts.length) seen.scripts.push({ kind });
  return { outcome: outcomeOf(seen, request), dirty: true, unsure: kind === 'crashed' };
}
