/** The student's own unsent code. */
import type { Actor } from '../../access/policy';
import { AppError } from '../../base/errors';
import { findExercise } from '../course.store';
import type { Deps } from '../deps';
import { openCourse, permit } from '../permit';
import { findDraft } from './store';
import type { Draft } from './views';

export async function readDraft(
  deps: Deps,
  actor: Actor | null,
  input: { course: string; exercise: string },
): Promise<Draft | null> {
  const { actor: owner, course } = await openCourse(deps, actor, input.course, 'exercise.view');
  permit(owner, { action: 'draft.read', courseId: course.id, ownerId: owner.userId });
  const exercise = await findExercise(deps.db, course.id, input.exercise);
  if (!exercise) throw new AppError('not_found');
  return await findDraft(deps.db, { userId: owner.userId, exerciseId: exercise.id });
}
