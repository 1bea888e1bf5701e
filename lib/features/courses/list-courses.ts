/** The courses that somebody takes part in. */
import type { Actor } from '../../access/policy';
import type { Deps } from '../deps';
import { cardOf, permit, roleIn } from '../permit';
import { listCoursesById } from './store';
import type { CourseCard } from './views';

export async function listCourses(deps: Deps, actor: Actor | null): Promise<CourseCard[]> {
  const person = permit(actor, { action: 'course.list' });
  const courses = await listCoursesById(
    deps.db,
    person.enrolments.map((enrolment) => enrolment.courseId),
  );
  return courses.map((course) => cardOf(course, roleIn(person, course.id)));
}
