/** Grades one submission. May be run again at any point, by anyone: the verdict is stored once. */
import { AppError } from '../../base/errors';
import type { SubmissionId } from '../../base/ids';
import type { Runner } from '../../runner';
import type { Deps } from '../deps';
import { buildResult, platformError } from './build-result';
import { beginGrading, readVersion, recordVerdict, type GradedVersion, type Grading } from './grade.store';

/** A submission that was begun this often without a verdict brings its grader down; then it is ours to look at. */
const MAX_STARTS = 25;
const VERSIONS_KEPT = 32;

type GradeStep = 'begun' | 'graded' | 'recorded';

export interface GraderDeps extends Deps {
  readonly runner: Runner;
  /** Told after each step; tests end the process there. */
  readonly onStep?: (step: GradeStep, id: SubmissionId) => Promise<void>;
}

export interface GradeRequest {
  id: SubmissionId;
  /** After this one, a fault of ours becomes the verdict. */
  lastTry: boolean;
}

export function createGrader(deps: GraderDeps): (request: GradeRequest, signal: AbortSignal) => Promise<void> {
  const readCached = cacheVersions((id) => readVersion(deps.db, id));
  const reached = async (step: GradeStep, id: SubmissionId) => deps.onStep?.(step, id);

  return async ({ id, lastTry }, signal) => {
    const grading = await beginGrading(deps.db, id);
    if (!grading) return;
    await reached('begun', id);
    const began = performance.now();
    const elapsed = () => Math.round(performance.now() - began);
    let version: GradedVersion | null = null;
    try {
      if (grading.starts > MAX_STARTS) throw new AppError('runner_failed', { message: 'begun too often' });
      version = await readCached(grading.versionId);
      const text = await run(deps.runner, grading, version, signal);
      await reached('graded', id);
      const result = buildResult(grading, version, { text, ms: elapsed() });
      await recordVerdict(deps.db, id, result, deps.now());
    } catch (error) {
      // Shutting down or given to somebody else: whoever comes next grades it.
      const final = (lastTry || grading.starts > MAX_STARTS) && !signal.aborted;
      const ours = !(error instanceof AppError && error.code === 'database_unavailable');
      if (!final || !ours) throw error;
      deps.log.error({ submission: id, error: error instanceof Error ? error.message : 'unknown' }, 'not graded');
      await recordVerdict(deps.db, id, platformError(grading, version, elapsed()), deps.now());
    }
    await reached('recorded', id);
  };
}

async function run(runner: Runner, grading: Grading, version: GradedVersion, signal: AbortSignal): Promise<string> {
  const { bundle, exports } = version;
  const outcome = await runner.grade(
    { bundle, source: grading.code, exports, seed: grading.seed, only: 'all' },
    signal,
  );
  if (outcome.kind === 'verdict') return outcome.text;
  throw new AppError('runner_failed', { message: outcome.reason });
}

/** Bundles are large and never change under their id: keep the last few. */
function cacheVersions(read: (id: string) => Promise<GradedVersion>): (id: string) => Promise<GradedVersion> {
  const kept = new Map<string, GradedVersion>();
  return async (id) => {
    const version = kept.get(id) ?? (await read(id));
    kept.delete(id);
    kept.set(id, version);
    for (const oldest of kept.keys()) {
      if (kept.size <= VERSIONS_KEPT) break;
      kept.delete(oldest);
    }
    return version;
  };
}
