/** Runs one group in one student child and turns whatever happens, its death included, into an outcome. */
import type { RawGroupOutcome, RawScriptOutcome } from '../script/raw-group';
import type { ChildProcessHandle, Exit } from './child-process';
import { defer } from './deferred';
import { GRACE_MS } from './limits';
import { StudentReplySchema } from './protocol';
import type { StudentReply, GroupRequest } from './protocol';

export interface GroupRun {
  readonly outcome: RawGroupOutcome;
  /** The child must be killed. */
  readonly dirty: boolean;
  /** Why nobody may be blamed for this outcome before it has been tried again in a fresh child. */
  readonly doubt?: Doubt;
}

/** It died by itself, was killed by others, or ran out of time while others had the processor. */
export type Doubt = 'crashed' | 'killed' | 'starved';

/** Until the source is compiled and loaded, beyond the time that loading itself may take. */
const COMPILE_MS = 2000;
/** Of a processor, below which a child that says nothing is not yet at fault. */
const FAIR_SHARE = 0.5;

/** Never rejects for anything that the child does. @throws the signal's reason */
export async function runGroup(
  child: ChildProcessHandle,
  request: GroupRequest,
  signal: AbortSignal,
): Promise<GroupRun> {
  signal.throwIfAborted();
  const seen: Seen = { load: undefined, scripts: [], logs: '', done: undefined };
  const { promise, resolve, reject } = defer<GroupRun>();
  let late: Late | undefined;

  const { scriptMs, groupMs } = request.limits;
  const allowedMs = COMPILE_MS + scriptMs + groupMs + GRACE_MS;
  const before = child.computedMs();
  const deadline = setTimeout(() => {
    const after = child.computedMs();
    const isKnown = before !== undefined && after !== undefined;
    late = { isStarved: isKnown && after - before < FAIR_SHARE * allowedMs };
    child.kill('timeout');
  }, request.patience * allowedMs);
  const abort = (): void => {
    child.kill('aborted');
    reject(signal.reason);
  };
  signal.addEventListener('abort', abort, { once: true });

  child.onMessage((message) => {
    const reply = StudentReplySchema.safeParse(message);
    // Another group's reply, or none of ours: this child is not to be believed in anything.
    if (!reply.success || !note(seen, request, reply.data)) return child.kill('protocol');
    if (!seen.done) return;
    const { dirty, starved } = seen.done;
    resolve({ outcome: outcomeOf(seen, request), dirty, ...(starved ? { doubt: 'starved' } : {}) });
  });
  void child.exited.then((exit) => resolve(died(seen, request, { exit, late })));
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
  logs: string;
  done: (StudentReply & { type: 'done' }) | undefined;
}

/** False when the reply can't be one to this request at this point. */
function note(seen: Seen, request: GroupRequest, reply: StudentReply): boolean {
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
  if (reply.type === 'spoken') seen.logs = reply.logs;
  else seen.done = reply;
  return seen.load !== undefined;
}

function outcomeOf({ load = { kind: 'crashed' }, logs, ...seen }: Seen, request: GroupRequest): RawGroupOutcome {
  if (load.kind !== 'loaded') return { load, scripts: [], logs };
  const scripts = request.scripts.map((_, index) => seen.scripts[index] ?? ({ kind: 'not-run' } as const));
  return { load, scripts, logs };
}

/** Killed for saying nothing until the very last deadline. */
interface Late {
  /** It had less of the processor than it would have needed. */
  readonly isStarved: boolean;
}

/** The blame goes to what was running at that time. */
function died(seen: Seen, request: GroupRequest, { exit, late }: { exit: Exit; late: Late | undefined }): GroupRun {
  const kind = late ? 'timeout' : exit.memory ? 'memory-limit' : 'crashed';
  if (!seen.load) seen.load = { kind };
  else if (seen.scripts.length < request.scripts.length) seen.scripts.push({ kind });
  const doubt = late?.isStarved ? 'starved' : kind === 'crashed' ? (exit.killed ? 'killed' : 'crashed') : undefined;
  return { outcome: outcomeOf(seen, request), dirty: true, ...(doubt ? { doubt } : {}) };
}
