/** Rows of people, their identities and their part in courses. */
import { and, asc, eq } from 'drizzle-orm';
import type { Db } from '../../../db/database';
import { enrolments, identities, users } from '../../../db/schema';
import { stored } from '../../../db/stored';
import type { Actor, CourseRole } from '../../access/policy';
import { CourseIdSchema, SectionIdSchema, UserIdSchema, type UserId } from '../../base/ids';
import { recordAudit } from '../audit.store';

export const findPerson = stored('find person', async (db: Db, id: string): Promise<Actor | null> => {
  const rows = await db
    .select({
      name: users.name,
      courseId: enrolments.courseId,
      role: enrolments.role,
      sectionId: enrolments.sectionId,
    })
    .from(users)
    .leftJoin(enrolments, eq(enrolments.userId, users.id))
    .where(eq(users.id, id));
  const [first] = rows;
  if (!first) return null;
  return {
    userId: UserIdSchema.parse(id),
    name: first.name,
    enrolments: rows.flatMap(({ courseId, role, sectionId }) =>
      courseId === null || role === null
        ? []
        : [{ courseId: CourseIdSchema.parse(courseId), role, sectionId: SectionIdSchema.nullable().parse(sectionId) }],
    ),
  };
});

export interface IdentityRow {
  userId: UserId;
  name: string;
  email: string;
  passwordHash: string | null;
}

export const findIdentity = stored(
  'find identity',
  async (db: Db, provider: string, subject: string): Promise<IdentityRow | null> => {
    const [row] = await db
      .select({
        userId: users.id,
        name: users.name,
        email: users.email,
        passwordHash: identities.passwordHash,
      })
      .from(identities)
      .innerJoin(users, eq(users.id, identities.userId))
      .where(and(eq(identities.provider, provider), eq(identities.subject, subject)))
      .limit(1);
    return row ? { ...row, userId: UserIdSchema.parse(row.userId) } : null;
  },
);

export const listIdentities = stored(
  'list identities',
  async (db: Db, provider: string): Promise<(IdentityRow & { subject: string; role: CourseRole | null })[]> => {
    const rows = await db
      .select({
        userId: users.id,
        name: users.name,
        email: users.email,
        passwordHash: identities.passwordHash,
        subject: identities.subject,
        role: enrolments.role,
      })
      .from(identities)
      .innerJoin(users, eq(users.id, identities.userId))
      .leftJoin(enrolments, eq(enrolments.userId, users.id))
      .where(eq(identities.provider, provider))
      .orderBy(asc(identities.createdAt), asc(users.name));
    const seen = new Set<string>();
    return rows
      .filter((row) => !seen.has(row.subject) && seen.add(row.subject))
      .map((row) => ({ ...row, userId: UserIdSchema.parse(row.userId) }));
  },
);

export interface NewIdentity {
  provider: string;
  subject: string;
  email: string;
  name: string;
  /** The provider vouches for the address: an account that has it may be signed in to. */
  mayLink: boolean;
  at: Date;
}

/** The person behind an identity seen for the first time; null when the address is taken and may not be linked. */
export const addIdentity = stored('add identity', async (db: Db, identity: NewIdentity): Promise<UserId | null> => {
  const { provider, subject, email, name, mayLink, at } = identity;
  return await db.transaction(async (tx) => {
    const created = await tx.insert(users).values({ email, name }).onConflictDoNothing().returning({ id: users.id });
    const [person] = created.length > 0 ? created : await tx.select({ id: users.id }).from(users).where(eq(users.email, email));
    if (!person || (created.length === 0 && !mayLink)) return null;
    await tx.insert(identities).values({ userId: person.id, provider, subject }).onConflictDoNothing();
    await recordAudit(tx, {
      at,
      actorId: person.id,
      courseId: null,
      action: created.length > 0 ? 'account.created' : 'account.linked',
      details: { provider },
    });
    return UserIdSchema.parse(person.id);
  });
});
