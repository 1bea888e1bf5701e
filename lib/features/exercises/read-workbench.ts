/** Everything that the page with statement and editor shows. */
import type { Actor } from '../../access/policy';
import { AppError } from '../../base/errors';
import { listExerciseHeads, type ExerciseHead } from '../course.store';
import type { Deps } from '../deps';
import { openCourse } from '../permit';
import { listRows } from '../submission-rows.store';
import { findOwnDraft, findOwnGrade, findPublic } from './store';
import type { WorkbenchView } from './views';

export async function readWorkbench(
  deps: Deps,
  actor: Actor | null,
  input: { course: string; exercise: string },
): Promise<WorkbenchView> {
  const { actor: reader, course, card } = await openCourse(deps, actor, input.course, 'exercise.view');
  const found = await findPublic(deps.db, course.id, input.exercise);
  if (!found) throw new AppError('not_found');
  const { userId } = reader;
  const [draft, submissions, grade, heads] = await Promise.all([
    findOwnDraft(deps.db, found.id, userId),
    listRows(deps.db, userId, found.id),
    findOwnGrade(deps.db, found.id, userId),
    listExerciseHeads(deps.db, course.id),
  ]);
  const place = heads.findIndex((head) => head.id === found.id);
  return {
    course: card,
    exercise: found.exercise,
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
