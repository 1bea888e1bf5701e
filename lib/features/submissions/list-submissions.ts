/** The history of one student's submissions to one exercise, newest first. */
import type { Actor } from '../../access/policy';
import { AppError } from '../../base/errors';
import type { UserId } from '../../base/ids';
import { findExercise } from '../course.store';
import type { Deps } from '../deps';
import { openCourse, permit } from '../permit';
import { listRows } from '../submission-rows.store';
import type { SubmissionRow } from './views';

export async function listSubmissions(
  deps: Deps,
  actor: Actor | null,
  input: { course: string; exercise: string; student?: UserId },
): Promise<SubmissionRow[]> {
  const { actor: reader, course } = await openCourse(deps, actor, input.course, 'exercise.view');
  const ownerId = input.student ?? reader.userId;
  permit(reader, { action: 'submission.view', courseId: course.id, ownerId });
  const exercise = await findExercise(deps.db, course.id, input.exercise);
  if (!exercise) throw new AppError('not_found');
  return await listRows(deps.db, ownerId, exercise.id);
}
