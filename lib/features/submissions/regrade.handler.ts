/** Grades once more, by another version of the exercise, what has its verdict. Nothing that a student sees changes. */
import { AppError } from '../../base/errors';
import type { SubmissionId } from '../../base/ids';
import type { Runner } from '../../runner';
import { stage } from '../../telemetry/metrics';
import type { Deps } from '../deps';
import { buildResult } from './build-result';
import type { GradedVersion } from './grade.store';
import { findRegradable, keepRegrading } from './regrade.store';
import { madeWith, MAX_STARTS, runGrader } from './run-grader';

interface RegradeRequest {
  id: SubmissionId;
  versionId: string;
  readVersion: (versionId: string) => Promise<GradedVersion>;
  /** Deliveries of its job before this one. */
  earlier: number;
}

/** Does nothing where the same grading was made before. A fault of ours is thrown, and nothing is kept of it. */
export async function regrade(
  deps: Deps & { readonly runner: Runner },
  { id, versionId, readVersion, earlier }: RegradeRequest,
  signal: AbortSignal,
): Promise<void> {
  const { db, runner } = deps;
  const submission = await findRegradable(db, id, { versionId, graderVersion: runner.grader.version });
  if (!submission) return;
  if (earlier > MAX_STARTS) throw new AppError('runner_failed', { message: 'graded again too often' });
  const version = await readVersion(versionId);
  const began = performance.now();
  const text = await runGrader(runner, submission, version, signal);
  const document = buildResult(submission, version, { text, ms: Math.round(performance.now() - began) });
  const made = { document, madeWith: madeWith(runner, version), at: deps.now() };
  await stage('store', () => keepRegrading(db, id, versionId, made));
  deps.log.info({ submission: id, outcome: document.status, ms: document.ms }, 'graded again');
}
