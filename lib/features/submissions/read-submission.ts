/** One submission with its verdict: one's own, or a student's for staff. */
import type { Actor } from '../../access/policy';
import { AppError } from '../../base/errors';
import { SubmissionIdSchema } from '../../base/ids';
import type { Deps } from '../deps';
import { may, permit } from '../permit';
import { findFull, type FullSubmission } from './store';
import { publicResult } from '../../grading/public-view';
import type { SubmissionView } from './views';

export async function readSubmission(deps: Deps, actor: Actor | null, input: { id: string }): Promise<SubmissionView> {
  const { full, staff } = await openSubmission(deps, actor, input.id);
  const { id, attempt, submittedAt, state, replacedBy, status, score, max, student, exercise, code, result } = full;
  return {
    id,
    attempt,
    submittedAt,
    state,
    replacedBy,
    status,
    score,
    max,
    student,
    exercise,
    code,
    result: result && (staff ? result : publicResult(result)),
    staff,
  };
}

/** The row, for an actor who may see it; `staff` when hidden details are for their eyes too. */
export async function openSubmission(
  deps: Deps,
  actor: Actor | null,
  id: string,
): Promise<{ full: FullSubmission; staff: boolean }> {
  if (actor === null) throw new AppError('sign_in_required');
  const parsed = SubmissionIdSchema.safeParse(id);
  const full = parsed.success ? await findFull(deps.db, parsed.data) : null;
  if (!full) throw new AppError('not_found');
  permit(actor, { action: 'submission.view', courseId: full.courseId, ownerId: full.student.id });
  return { full, staff: may(actor, { action: 'submission.view-hidden', courseId: full.courseId }) };
}
