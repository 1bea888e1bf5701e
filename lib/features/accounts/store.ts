/** People, the ways they sign in, and where they are enrolled. */
import { and, asc, eq } from 'drizzle-orm';
import { enrolments, identities, sections, users } from '../../../db/schema';
import type { Db } from '../../../db/database';
import { stored } from '../../../db/stored';
import type { Actor, CourseRole } from '../../access/policy';
import { CourseIdSchema, SectionIdSchema, type UserId, UserIdSchema } from '../../base/ids';
import type { Person } from './views';

export const findPersonWithEnrolments = stored('find actor', async (db: Db, userId: UserId): Promise<Actor | null> => {
  const rows = await db
    .select({
      name: users.name,
      operator: users.operator,
      courseId: enrolments.courseId,
      role: enrolments.role,
      sectionId: enrolments.sectionId,
    })
    .from(users)
    .leftJoin(enrolments, eq(enrolments.userId, users.id))
    .where(eq(users.id, userId));
  const [first] = rows;
  if (!first) return null;
  return {
    userId,
    name: first.name,
    operator: first.operator,
    enrolments: rows.flatMap(({ courseId, role, sectionId }) =>
      courseId === null || role === null
        ? []
        : [
            {
              courseId: CourseIdSchema.parse(courseId),
              role,
              sectionId: sectionId === null ? null : SectionIdSchema.parse(sectionId),
            },
          ],
    ),
  };
});

export interface IdentityRow {
  person: Person;
  passwordHash: string | null;
}

/** A way to sign in, by its provider (`password`, `demo`, an issuer's URL) and the provider's name for the person. */
export const findIdentity = stored(
  'find identity',
  async (db: Db, provider: string, subject: string): Promise<IdentityRow | undefined> => {
    const [row] = await db
      .select({ id: users.id, name: users.name, passwordHash: identities.passwordHash })
      .from(identities)
      .innerJoin(users, eq(users.id, identities.userId))
      .where(and(eq(identities.provider, provider), eq(identities.subject, subject)))
      .limit(1);
    return row && { person: { id: UserIdSchema.parse(row.id), name: row.name }, passwordHash: row.passwordHash };
  },
);

export interface DemoRow {
  subject: string;
  name: string;
  operator: boolean;
  role: CourseRole | null;
  section: string | null;
}

/** One row for each demo account and each of its enrolments. */
export const listDemoRows = stored('list demo accounts', async (db: Db): Promise<DemoRow[]> => {
  return await db
    .select({
      subject: identities.subject,
      name: users.name,
      operator: users.operator,
      role: enrolments.role,
      section: sections.name,
    })
    .from(identities)
    .innerJoin(users, eq(users.id, identities.userId))
    .leftJoin(enrolments, eq(enrolments.userId, users.id))
    .leftJoin(sections, eq(sections.id, enrolments.sectionId))
    .where(eq(identities.provider, 'demo'))
    .orderBy(asc(users.name));
});

/** Adds a way to sign in; true unless it was there already. */
export const addIdentity = stored(
  'add identity',
  async (
    tx: Db,
    identity: { userId: UserId; provider: string; subject: string; passwordHash?: string },
  ): Promise<boolean> => {
    const made = await tx
      .insert(identities)
      .values(identity)
      .onConflictDoNothing({ target: [identities.provider, identities.subject] })
      .returning({ id: identities.id });
    return made.length > 0;
  },
);

/** Sets the password of the person with this address, whether or not there was one; undefined when there is no such person. */
export const putPassword = stored(
  'set password',
  async (tx: Db, email: string, passwordHash: string): Promise<UserId | undefined> => {
    const [person] = await tx.select({ id: users.id }).from(users).where(eq(users.email, email)).limit(1);
    if (!person) return undefined;
    await tx
      .insert(identities)
      .values({ userId: person.id, provider: 'password', subject: email, passwordHash })
      .onConflictDoUpdate({ target: [identities.provider, identities.subject], set: { passwordHash } });
    return UserIdSchema.parse(person.id);
  },
);

/** Whether the person was found, and whether that changed anything. */
export const putOperator = stored(
  'set operator',
  async (tx: Db, email: string, operator: boolean): Promise<{ userId: UserId; changed: boolean } | undefined> => {
    const [person] = await tx
      .select({ id: users.id, operator: users.operator })
      .from(users)
      .where(eq(users.email, email))
      .for('update');
    if (!person) return undefined;
    const changed = person.operator !== operator;
    if (changed) await tx.update(users).set({ operator }).where(eq(users.id, person.id));
    return { userId: UserIdSchema.parse(person.id), changed };
  },
);
