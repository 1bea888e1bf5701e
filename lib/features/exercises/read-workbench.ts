/** Everything that the page with statement and editor shows. */
import type { Actor } from '../../access/policy';
import { AppError } from '../../base/errors';
import { listExerciseHeads, type ExerciseHead } from '../course.store';
import type { Deps } from '../deps';
import { openCourse } from '../permit';
import { listRows } from '../submission-rows.store';
import { findOpened } from './store';
import type { WorkbenchView } from './views';

export async function readWorkbench(
  deps: Deps,
  actor: Actor | null,
  input: { course: string; exercise: string },
): Promise<WorkbenchView> {
  const { actor: reader, course, card } = await openCourse(deps, actor, input.course, 'exercise.view');
  const { userId } = reader;
  const found = await findOpened(deps.db, { courseId: course.id, slug: input.exercise, userId });
  if (!found) throw new AppError('not_found');
  const { exercise, draft, grade } = found;
  const [submissions, heads] = await Promise.all([
    listRows(deps.db, userId, found.id),
    listExerciseHeads(deps.db, course.id),
  ]);
  const place = heads.findIndex((head) => head.id === found.id);
  return {
    course: card,
    exercise,
    draft,
    submissions,
    replaceWaiting: course.replaceWaiting,
    grade: grade && { ...grade, policy: course.gradePolicy },
    previous: linkTo(heads[place - 1]),
    next: linkTo(heads[place + 1]),
  };
}

function linkTo(head: ExerciseHead | undefined): WorkbenchView['next'] {
  return head ? { slug: head.slug, number: head.number, title: head.title } : null;
}
