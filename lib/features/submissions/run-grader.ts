/** One grading by the runner, and what it was made with. */
import { AppError } from '../../base/errors';
import type { Runner } from '../../runner';
import type { GradedVersion, Grading, MadeWith } from './grade.store';

/** What was begun this often without an end brings its grader down; then it is ours to look at. */
export const MAX_STARTS = 25;

/** The verdict's text. Throws `runner_failed` when the grader had a fault of its own. */
export async function runGrader(
  runner: Runner,
  { code, seed }: Pick<Grading, 'code' | 'seed'>,
  { bundle, exports }: GradedVersion,
  signal: AbortSignal,
): Promise<string> {
  const outcome = await runner.grade({ bundle, source: code, exports, seed, only: 'all' }, signal);
  if (outcome.kind === 'verdict') return outcome.text;
  throw new AppError('runner_failed', { message: outcome.reason });
}

export function madeWith(runner: Runner, version: GradedVersion | null): MadeWith {
  return { bundleHash: version?.bundle.hash ?? null, grader: runner.grader };
}
