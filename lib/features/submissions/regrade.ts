/**
 * Grades an exercise's submissions once more by its version in force, beside their verdicts; and, as a step of its own,
 * puts that in force. What was graded before by the same code, version, seed and grader is never graded again.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SubmissionId } from '../../base/ids';
import type { Deps } from '../deps';
import { gradeJob } from './grade.job';
import { listRegraded, putInForce, type StudentRegrade } from './put-in-force.store';
import { countWithout, listStands, type RegradeTarget } from './regrade.store';
import { priorityBehind } from './store';

/** In the queue at a time: it tells students how much waits, and takes nothing in when that is too much. */
const SENT_AT_ONCE = 32;
const LOOK_MS = 200;

export interface RegradeCounts {
  /** Submissions with a verdict. */
  all: number;
  /** Their verdict is what it would be. */
  inForce: number;
  /** Graded like this before. */
  known: number;
  graded: number;
  /** Not graded: they keep what they have, and can be graded another time. */
  failed: SubmissionId[];
  /** Submissions without a verdict, which will have one by an earlier version. */
  without: number;
}

/** The version that was graded by is not in force any more. Students who were dealt with before stay so. */
export class TargetReplaced extends Error {
  constructor() {
    super('the exercise has another version in force by now');
  }
}

/** @param onProgress told whenever more are graded */
export async function gradeAgain(
  deps: Pick<Deps, 'db' | 'jobs'>,
  target: RegradeTarget,
  { signal, onProgress }: { signal: AbortSignal; onProgress?: (done: number, of: number) => void },
): Promise<RegradeCounts> {
  const stands = await listStands(deps.db, target);
  const count = (stand: (typeof stands)[number]['stand']) => stands.filter((one) => one.stand === stand).length;
  const missing = stands.flatMap(({ id, stand }) => (stand === 'missing' ? [id] : []));
  const left = [...missing];
  /** Ids of jobs that are not done. */
  let waiting: string[] = [];
  let done = 0;
  for (;;) {
    signal.throwIfAborted();
    for (const id of left.splice(0, SENT_AT_ONCE - waiting.length)) waiting.push(await send(deps, id, target));
    if (waiting.length === 0) break;
    await sleep(LOOK_MS);
    const states = await deps.jobs.states(deps.db, gradeJob, waiting);
    const unfinished = waiting.filter((job) => isUnfinished(states.get(job)));
    done += waiting.length - unfinished.length;
    if (unfinished.length < waiting.length) onProgress?.(done, missing.length);
    waiting = unfinished;
  }
  const after = new Map((await listStands(deps.db, target)).map(({ id, stand }) => [id, stand]));
  const failed = missing.filter((id) => after.get(id) === 'missing');
  return {
    all: stands.length,
    inForce: count('in-force'),
    known: count('known'),
    graded: missing.length - failed.length,
    failed,
    without: await countWithout(deps.db, target),
  };
}

async function send({ db, jobs }: Pick<Deps, 'db' | 'jobs'>, id: SubmissionId, target: RegradeTarget): Promise<string> {
  const job = randomUUID();
  await db.transaction(async (tx) => {
    const priority = await priorityBehind(tx, 'regraded');
    const payload = { submissionId: id, regradeBy: target.versionId };
    await jobs.send(tx, gradeJob, payload, {
      id: job,
      priority,
      needs: Math.max(target.graderVersion, target.bundleGrader),
    });
  });
  return job;
}

/** A job that is gone was done long ago. */
function isUnfinished(state: string | undefined): boolean {
  return state === 'created' || state === 'retry' || state === 'active' || state === 'blocked';
}

/** Student by student, each whole or not at all. Throws `TargetReplaced`. */
export async function* changeVerdicts(
  deps: Pick<Deps, 'db' | 'now'>,
  target: RegradeTarget,
  { signal, ...how }: { only: 'all' | 'raises'; dryRun: boolean; signal: AbortSignal },
): AsyncGenerator<StudentRegrade> {
  for (const student of await listRegraded(deps.db, target)) {
    signal.throwIfAborted();
    const changed = await putInForce(deps.db, target, student, { ...how, at: deps.now() });
    if (changed === null) throw new TargetReplaced();
    yield changed;
  }
}
