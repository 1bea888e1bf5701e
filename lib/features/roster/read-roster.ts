/** Who is in a course, in which role, and how they sign in. For operators. */
import { findCourse } from '../course.store';
import type { Deps } from '../deps';
import { ROLES } from './member';
import { listCourseSlugs, listRosterRows } from './store';
import type { NoCourse, RosterRow } from './views';

/** Staff first, then by name. */
export async function readRoster(
  deps: Pick<Deps, 'db'>,
  { course: slug }: { course: string },
): Promise<NoCourse | { kind: 'roster'; people: RosterRow[] }> {
  const course = await findCourse(deps.db, slug);
  if (!course) return { kind: 'no-course', known: await listCourseSlugs(deps.db) };
  const rows = await listRosterRows(deps.db, course.id);
  return { kind: 'roster', people: rows.toSorted((a, b) => ROLES.indexOf(b.role) - ROLES.indexOf(a.role)) };
}
