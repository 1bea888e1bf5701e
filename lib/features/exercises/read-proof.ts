/** One exercise with its proof: rules and kill matrix. */
import type { Actor } from '../../access/policy';
import { AppError } from '../../base/errors';
import type { CourseCard } from '../courses/views';
import type { Deps } from '../deps';
import { openCourse } from '../permit';
import { findOpened, findProof } from './store';
import type { Proof, PublicExercise } from './views';

export async function readProof(
  deps: Deps,
  actor: Actor | null,
  input: { course: string; exercise: string },
): Promise<{ course: CourseCard; exercise: PublicExercise; proof: Proof | null }> {
  const { actor: reader, course, card } = await openCourse(deps, actor, input.course, 'problem.view-proof');
  const found = await findOpened(deps.db, { courseId: course.id, slug: input.exercise, userId: reader.userId });
  if (!found) throw new AppError('not_found');
  return { course: card, exercise: found.exercise, proof: await findProof(deps.db, course.id, input.exercise) };
}
