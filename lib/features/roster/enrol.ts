/** Brings people into a course, all or none; again with the same changes nothing. For operators. */
import type { CourseId } from '../../base/ids';
import { recordAudit } from '../audit.store';
import { findCourse } from '../course.store';
import type { Deps } from '../deps';
import { ensurePerson, ensureSection } from '../people.store';
import type { Member } from './member';
import { canSignIn, listCourseSlugs, renamePerson, writeEnrolment } from './store';
import type { Enrolled, NoCourse } from './views';

export interface EnrolInput {
  course: string;
  members: readonly Member[];
}

export async function enrol(
  deps: Pick<Deps, 'db' | 'now'>,
  { course: slug, members }: EnrolInput,
): Promise<NoCourse | { kind: 'enrolled'; people: Enrolled[] }> {
  const course = await findCourse(deps.db, slug);
  if (!course) return { kind: 'no-course', known: await listCourseSlugs(deps.db) };
  return await deps.db.transaction(async (tx) => {
    const people: Enrolled[] = [];
    for (const member of members) people.push(await enrolOne({ db: tx, now: () => deps.now() }, course.id, member));
    return { kind: 'enrolled', people };
  });
}

async function enrolOne(deps: Pick<Deps, 'db' | 'now'>, courseId: CourseId, member: Member): Promise<Enrolled> {
  const { db } = deps;
  const { email, name, role, section } = member;
  const { person, created } = await ensurePerson(db, { email, name });
  const userId = person.id;
  const renamed = person.name !== name;
  if (renamed) await renamePerson(db, userId, name);
  const sectionId = section === null ? null : await ensureSection(db, courseId, section);
  const enrolment = await writeEnrolment(db, { courseId, userId, role, sectionId });

  const entry = { at: deps.now(), actorId: null };
  if (created || renamed) {
    const action = created ? 'account.created' : 'account.renamed';
    await recordAudit(db, { ...entry, courseId: null, action, details: { userId, by: 'operator' } });
  }
  if (enrolment !== 'kept') {
    const action = enrolment === 'added' ? 'roster.added' : 'roster.changed';
    await recordAudit(db, { ...entry, courseId, action, details: { userId, role, section, by: 'operator' } });
  }
  return {
    email,
    account: created ? 'created' : renamed ? 'renamed' : 'kept',
    enrolment,
    canSignIn: !created && (await canSignIn(db, userId)),
  };
}
