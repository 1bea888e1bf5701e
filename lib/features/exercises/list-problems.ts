/** The instructor's list: every exercise with its proof, and what could not be loaded. */
import type { Actor } from '../../access/policy';
import { listContentProblems } from '../content-problems.store';
import type { CourseCard, CourseHome } from '../courses/views';
import type { Deps } from '../deps';
import { openCourse } from '../permit';
import { listProblemRows } from './store';
import type { ProblemRow } from './views';

export async function listProblems(
  deps: Deps,
  actor: Actor | null,
  input: { course: string },
): Promise<{ course: CourseCard; problems: ProblemRow[]; broken: CourseHome['problems'] }> {
  const { course, card } = await openCourse(deps, actor, input.course, 'problem.view-proof');
  const [problems, broken] = await Promise.all([
    listProblemRows(deps.db, course.id),
    listContentProblems(deps.db, course.id),
  ]);
  return { course: card, problems, broken };
}
