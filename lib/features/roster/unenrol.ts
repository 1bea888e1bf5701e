/** Takes somebody out of a course. Account and work stay: who is added again finds everything. For operators. */
import { recordAudit } from '../audit.store';
import { findCourse } from '../course.store';
import type { Deps } from '../deps';
import { deleteEnrolment, findPersonByEmail, listCourseSlugs } from './store';
import type { NoCourse } from './views';

export async function unenrol(
  deps: Pick<Deps, 'db' | 'now'>,
  { course: slug, email }: { course: string; email: string },
): Promise<NoCourse | { kind: 'removed' } | { kind: 'not-enrolled' }> {
  const course = await findCourse(deps.db, slug);
  if (!course) return { kind: 'no-course', known: await listCourseSlugs(deps.db) };
  return await deps.db.transaction(async (tx) => {
    const person = await findPersonByEmail(tx, email);
    if (!person || !(await deleteEnrolment(tx, course.id, person.id))) return { kind: 'not-enrolled' };
    await recordAudit(tx, {
      at: deps.now(),
      actorId: null,
      courseId: course.id,
      action: 'roster.removed',
      details: { userId: person.id, by: 'operator' },
    });
    return { kind: 'removed' };
  });
}
