/** The staff's drill-down: one student's attempts at one exercise. */
import type { Actor } from '../../access/policy';
import { AppError } from '../../base/errors';
import { UserIdSchema } from '../../base/ids';
import { findExercise } from '../course.store';
import type { Deps } from '../deps';
import { openCourse, permit } from '../permit';
import { listRows } from '../submission-rows.store';
import type { SubmissionRow } from '../submissions/views';
import { findStudent, type StudentHead } from './student.store';

export async function listStudentWork(
  deps: Deps,
  actor: Actor | null,
  input: { course: string; exercise: string; student: string },
): Promise<{
  student: StudentHead;
  exercise: { slug: string; number: string; title: string; points: number };
  submissions: SubmissionRow[];
}> {
  const { actor: staff, course } = await openCourse(deps, actor, input.course, 'gradebook.view');
  const parsed = UserIdSchema.safeParse(input.student);
  const [found, student] = await Promise.all([
    findExercise(deps.db, course.id, input.exercise),
    parsed.success ? findStudent(deps.db, course.id, parsed.data) : null,
  ]);
  if (!found || !student) throw new AppError('not_found');
  permit(staff, { action: 'submission.view', courseId: course.id, ownerId: student.id });
  const { slug, number, title, points } = found;
  return {
    student,
    exercise: { slug, number, title, points },
    submissions: await listRows(deps.db, student.id, found.id),
  };
}
