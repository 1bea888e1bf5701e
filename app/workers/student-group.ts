/** Runs a group of scripts in student workers: one at a time, ended and replaced when a script takes too long. */
import type { RawGroupOutcome, RawScriptOutcome } from '@/lib/script/raw-group';
import type { StudentReply, StudentRequest } from '@/lib/script/worker-protocol';

/** A student worker, as far as it is needed here. */
export interface StudentPort {
  post(request: StudentRequest): void;
  /** `reply` is null when the worker died of an error. */
  listen(listener: (reply: StudentReply | null) => void): void;
  terminate(): void;
}

interface GroupJob {
  code: string;
  scripts: readonly string[];
  notes: readonly string[];
}

export interface Limits {
  scriptMs: number;
  groupMs: number;
  /** How long the worker's own code may take to arrive. */
  startMs: number;
}

const LIMITS: Limits = { scriptMs: 1000, groupMs: 5000, startMs: 10_000 };

/** A worker that never said it was ready: our fault, not the student's. */
export class WorkerMissing extends Error {}

/** @throws WorkerMissing when no student worker comes up */
export async function runGroup(
  job: GroupJob,
  spawn: () => StudentPort,
  limits: Limits = LIMITS,
): Promise<RawGroupOutcome> {
  const scripts: RawScriptOutcome[] = [];
  let logs = '';
  let left = limits.groupMs;
  while (scripts.length < job.scripts.length) {
    const rest = job.scripts.slice(scripts.length);
    const leg = await runLeg({ code: job.code, scripts: rest, left }, spawn, limits);
    logs += leg.logs;
    left -= leg.spentMs;
    if (leg.load !== null && leg.load.kind !== 'loaded') {
      // The program loaded before and does not now: its earlier scripts stand, the rest was not run.
      if (scripts.length === 0) return { load: leg.load, scripts: [], logs };
      break;
    }
    scripts.push(...leg.scripts);
    if (leg.end === 'done' || left <= 0) break;
  }
  while (scripts.length < job.scripts.length) scripts.push({ kind: 'not-run' });
  return { load: { kind: 'loaded', notes: [...job.notes] }, scripts, logs };
}

interface Leg {
  load: RawGroupOutcome['load'] | null;
  scripts: RawScriptOutcome[];
  logs: string;
  spentMs: number;
  end: 'done' | 'ended';
}

/** One worker's life: until it is done, or until something in it takes too long or dies. */
function runLeg(
  job: { code: string; scripts: readonly string[]; left: number },
  spawn: () => StudentPort,
  limits: Limits,
): Promise<Leg> {
  return new Promise((resolve, reject) => {
    const port = spawn();
    const leg: Leg = { load: null, scripts: [], logs: '', spentMs: 0, end: 'ended' };
    let began = 0;
    let phase: 'starting' | 'loading' | 'running' = 'starting';
    let timer = setTimeout(() => stop('timeout'), limits.startMs);

    const finish = (): void => {
      clearTimeout(timer);
      port.terminate();
      leg.spentMs = performance.now() - began;
      resolve(leg);
    };
    const stop = (kind: 'timeout' | 'crashed'): void => {
      if (phase === 'starting') {
        clearTimeout(timer);
        port.terminate();
        return reject(new WorkerMissing('the student worker did not start'));
      }
      if (phase === 'loading') leg.load = { kind };
      else leg.scripts.push({ kind });
      finish();
    };
    const wait = (): void => {
      clearTimeout(timer);
      const rest = job.left - (performance.now() - began);
      timer = setTimeout(() => stop('timeout'), Math.max(0, Math.min(limits.scriptMs, rest)));
    };

    port.listen((reply) => {
      if (reply === null) return stop('crashed');
      switch (reply.type) {
        case 'ready':
          if (phase !== 'starting') return;
          phase = 'loading';
          began = performance.now();
          wait();
          return port.post({ type: 'group', code: job.code, scripts: job.scripts });
        case 'loaded':
          if (phase !== 'loading') return;
          phase = 'running';
          leg.load = toRawLoad(reply.load);
          return leg.load.kind === 'loaded' ? wait() : finish();
        case 'ran':
          // Student code shares the worker and could post as well: only the script that is due counts.
          if (phase !== 'running' || reply.index !== leg.scripts.length) return;
          leg.scripts.push({ kind: 'ran', text: reply.text });
          return wait();
        case 'done':
          if (phase !== 'running') return;
          leg.logs = reply.logs;
          leg.end = 'done';
          return finish();
      }
    });
  });
}

function toRawLoad(load: Extract<StudentReply, { type: 'loaded' }>['load']): RawGroupOutcome['load'] {
  return load.kind === 'loaded' ? { kind: 'loaded', notes: [...load.notes] } : load;
}
