/** Grades one submission. May be run again at any point, by anyone: the verdict is stored once. */
import { AppError } from '../../base/errors';
import type { SubmissionId } from '../../base/ids';
import { count, graded, stage } from '../../telemetry/metrics';
import type { Runner } from '../../runner';
import type { Deps } from '../deps';
import { buildResult, platformError } from './build-result';
import { gradeJob } from './grade.job';
import { beginGrading, readVersion, recordVerdict, type GradedVersion } from './grade.store';
import { keepLast } from '../keep-last';
import { regrade } from './regrade.handler';
import { madeWith, MAX_STARTS, runGrader } from './run-grader';
import { leaveTurns, priorityBehind } from './store';

/** A version that is not proved yet may be soon: then its judges are kept warm. */
const UNPROVED_MS = 5000;
/** Until a submission that this grader can't grade is offered to others: workers of old that don't know of abilities wait, too. */
const OFFER_AGAIN_SECONDS = 5;

const REASON_CHARACTERS = 300;

type GradeStep = 'begun' | 'graded' | 'recorded';

export interface GraderDeps extends Deps {
  readonly runner: Runner;
  /** Told after each step; tests end the process there. */
  readonly onStep?: (step: GradeStep, id: SubmissionId) => Promise<void>;
}

export interface GradeRequest {
  id: SubmissionId;
  /** Beside the verdict it has, by this exercise version. */
  regradeBy?: string | undefined;
  /** Deliveries of its job before this one. */
  earlier?: number;
  /** After this one, a fault of ours becomes the verdict. */
  lastTry: boolean;
}

export function createGrader(deps: GraderDeps): (request: GradeRequest, signal: AbortSignal) => Promise<void> {
  const readCached = keepLast((id) => readVersion(deps.db, id), {
    mayChange: { answer: ({ bundle }) => !bundle.steady, afterMs: UNPROVED_MS },
  });
  const reached = async (step: GradeStep, id: SubmissionId) => deps.onStep?.(step, id);

  return async ({ id, regradeBy, earlier = 0, lastTry }, signal) => {
    if (regradeBy !== undefined) {
      return await regrade(deps, { id, versionId: regradeBy, readVersion: readCached, earlier }, signal);
    }
    const beginning = await stage('begin', () => beginGrading(deps.db, id, deps.runner.grader.version));
    if (beginning.kind === 'needs-newer-grader') return await handBack(deps, id, beginning.version);
    if (beginning.kind === 'nothing-to-do') return;
    const { grading } = beginning;
    await reached('begun', id);
    const began = performance.now();
    const elapsed = () => Math.round(performance.now() - began);
    let version: GradedVersion | null = null;
    try {
      if (grading.starts > MAX_STARTS) throw new AppError('runner_failed', { message: 'begun too often' });
      version = await readCached(grading.versionId);
      const text = await runGrader(deps.runner, grading, version, signal);
      await reached('graded', id);
      const result = buildResult(grading, version, { text, ms: elapsed() });
      await store(deps, id, { document: result, madeWith: madeWith(deps.runner, version), at: deps.now() });
    } catch (error) {
      // Shutting down or given to somebody else: whoever comes next grades it.
      const final = (lastTry || grading.starts > MAX_STARTS) && !signal.aborted;
      const ours = !(error instanceof AppError && error.code === 'database_unavailable');
      if (!final || !ours) throw error;
      const reason = reasonOf(error);
      deps.log.error({ submission: id, error: reason }, 'not graded');
      const document = platformError(grading, version, elapsed());
      await store(deps, id, { document, madeWith: madeWith(deps.runner, version), at: deps.now(), reason });
    }
    await reached('recorded', id);
  };
}

/** Counted only if nobody else has stored a verdict before. */
async function store(deps: Deps, id: SubmissionId, verdict: Parameters<typeof recordVerdict>[2]): Promise<void> {
  if (!(await stage('store', () => recordVerdict(deps.db, id, verdict)))) return;
  graded(verdict.document);
  const { status, ms } = verdict.document;
  deps.log.info({ submission: id, outcome: status, ms }, 'graded');
}

/** While a new release is rolled out: the submission waits, at no cost, for a grader that can do what its bundle asks. */
async function handBack(deps: GraderDeps, id: SubmissionId, version: number): Promise<void> {
  const needed = { submission: id, grader: deps.runner.grader.version, needed: version };
  deps.log.warn(needed, 'left to a newer grader: update this one');
  count('gradus_jobs_handed_back_total', {});
  await deps.db.transaction(async (tx) => {
    await leaveTurns(tx, id);
    const priority = await priorityBehind(tx, 'handedBack');
    await deps.jobs.replace(
      tx,
      gradeJob,
      { submissionId: id },
      { id, priority, needs: version, afterSeconds: OFFER_AGAIN_SECONDS },
    );
  });
}

/** For operators: the first words of what went wrong. */
function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : 'unknown failure').slice(0, REASON_CHARACTERS);
}
