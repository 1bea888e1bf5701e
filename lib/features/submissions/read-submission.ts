/** One submission with its verdict: one's own, or a student's for staff. */
import type { Actor } from '../../access/policy';
import { AppError } from '../../base/errors';
import { SubmissionIdSchema, type CourseId, type SubmissionId, type UserId } from '../../base/ids';
import type { Deps } from '../deps';
import { may, permit } from '../permit';
import { findFull } from './store';
import { publicResult } from '../../grading/public-view';
import type { SubmissionView } from './views';

export async function readSubmission(deps: Deps, actor: Actor | null, input: { id: string }): Promise<SubmissionView> {
  const { found, staff } = await openSubmission(actor, input.id, (one) => findFull(deps.db, one));
  const { id, attempt, submittedAt, state, replacedBy, status, score, max, regraded, exercise, code, result } = found;
  return {
    id,
    attempt,
    submittedAt,
    state,
    replacedBy,
    status,
    score,
    max,
    regraded,
    student: { id: found.studentId, name: found.studentName },
    exercise,
    code,
    result: result && (staff ? result : publicResult(result)),
    staff,
  };
}

/** What `find` reads of a submission, for an actor who may see it; `staff` when hidden details are for their eyes too. */
export async function openSubmission<T extends { courseId: CourseId; studentId: UserId }>(
  actor: Actor | null,
  id: string,
  find: (id: SubmissionId) => Promise<T | null>,
): Promise<{ found: T; staff: boolean }> {
  if (actor === null) throw new AppError('sign_in_required');
  const parsed = SubmissionIdSchema.safeParse(id);
  const found = parsed.success ? await find(parsed.data) : null;
  if (!found) throw new AppError('not_found');
  const { courseId, studentId } = found;
  permit(actor, { action: 'submission.view', courseId, ownerId: studentId });
  return { found, staff: may(actor, { action: 'submission.view-hidden', courseId }) };
}
