/** Rows of a course's roster. */
import { and, asc, eq, inArray } from 'drizzle-orm';
import { courses, enrolments, identities, sections, users } from '../../../db/schema';
import type { Db } from '../../../db/database';
import { stored } from '../../../db/stored';
import type { CourseRole } from '../../access/policy';
import { type CourseId, type SectionId, type UserId, UserIdSchema } from '../../base/ids';
import type { RosterRow } from './views';

export const listCourseSlugs = stored('list course slugs', async (db: Db): Promise<string[]> => {
  const rows = await db.select({ slug: courses.slug }).from(courses).orderBy(asc(courses.slug));
  return rows.map((row) => row.slug);
});

export const renamePerson = stored('rename person', async (tx: Db, userId: UserId, name: string): Promise<void> => {
  await tx.update(users).set({ name }).where(eq(users.id, userId));
});

export const findPersonByEmail = stored(
  'find person by e-mail',
  async (db: Db, email: string): Promise<{ id: UserId; name: string } | undefined> => {
    const [row] = await db.select().from(users).where(eq(users.email, email)).limit(1);
    return row && { id: UserIdSchema.parse(row.id), name: row.name };
  },
);

export const canSignIn = stored('can sign in', async (db: Db, userId: UserId): Promise<boolean> => {
  const rows = await db.select({ id: identities.id }).from(identities).where(eq(identities.userId, userId)).limit(1);
  return rows.length > 0;
});

/** Enrols, or brings the enrolment to this role and section. */
export const writeEnrolment = stored(
  'write enrolment',
  async (
    tx: Db,
    wanted: { courseId: CourseId; userId: UserId; role: CourseRole; sectionId: SectionId | null },
  ): Promise<'added' | 'changed' | 'kept'> => {
    const { courseId, userId, role, sectionId } = wanted;
    const made = await tx
      .insert(enrolments)
      .values(wanted)
      .onConflictDoNothing({ target: [enrolments.courseId, enrolments.userId] })
      .returning({ id: enrolments.id });
    if (made.length > 0) return 'added';
    const mine = and(eq(enrolments.courseId, courseId), eq(enrolments.userId, userId));
    const [row] = await tx.select().from(enrolments).where(mine).for('update');
    if (row?.role === role && row.sectionId === sectionId) return 'kept';
    await tx.update(enrolments).set({ role, sectionId }).where(mine);
    return 'changed';
  },
);

export const deleteEnrolment = stored(
  'delete enrolment',
  async (tx: Db, courseId: CourseId, userId: UserId): Promise<boolean> => {
    const gone = await tx
      .delete(enrolments)
      .where(and(eq(enrolments.courseId, courseId), eq(enrolments.userId, userId)))
      .returning({ id: enrolments.id });
    return gone.length > 0;
  },
);

/** Everybody in the course, by name. */
export const listRosterRows = stored('list roster', async (db: Db, courseId: CourseId): Promise<RosterRow[]> => {
  const rows = await db
    .select({
      id: users.id,
      email: users.email,
      name: users.name,
      role: enrolments.role,
      section: sections.name,
    })
    .from(enrolments)
    .innerJoin(users, eq(users.id, enrolments.userId))
    .leftJoin(sections, eq(sections.id, enrolments.sectionId))
    .where(eq(enrolments.courseId, courseId))
    .orderBy(asc(users.name), asc(users.email));
  if (rows.length === 0) return [];
  const enrolled = db.select({ id: enrolments.userId }).from(enrolments).where(eq(enrolments.courseId, courseId));
  const ways = await db
    .select({ userId: identities.userId, provider: identities.provider })
    .from(identities)
    .where(inArray(identities.userId, enrolled))
    .orderBy(asc(identities.provider));
  const byPerson = new Map<string, string[]>();
  for (const { userId, provider } of ways) byPerson.set(userId, [...(byPerson.get(userId) ?? []), provider]);
  return rows.map(({ id, ...row }) => ({ ...row, signsInWith: byPerson.get(id) ?? [] }));
});
