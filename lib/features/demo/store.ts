/** Rows of the demo's people. Running it again changes nothing. */
import { eq } from 'drizzle-orm';
import type { Db } from '../../../db/database';
import { enrolments, identities, users } from '../../../db/schema';
import { stored } from '../../../db/stored';
import type { CourseRole } from '../../access/policy';
import type { CourseId } from '../../base/ids';
import { recordAudit } from '../audit.store';
import { ensureSection } from '../people.store';

export interface DemoPerson {
  /** What the sign-in page sends. */
  account: string;
  name: string;
  email: string;
  role: CourseRole;
  section: string | null;
}

/** True when this person was new. */
export const ensureDemoPerson = stored(
  'seed demo person',
  async (db: Db, courseId: CourseId, person: DemoPerson, at: Date): Promise<boolean> => {
    const { account, name, email, role, section } = person;
    return await db.transaction(async (tx) => {
      const made = await tx.insert(users).values({ name, email }).onConflictDoNothing().returning({ id: users.id });
      const [row] =
        made.length > 0 ? made : await tx.select({ id: users.id }).from(users).where(eq(users.email, email));
      if (!row) throw new Error('a demo account can be neither added nor found');
      const userId = row.id;
      await tx.insert(identities).values({ userId, provider: 'demo', subject: account }).onConflictDoNothing();
      const sectionId = section === null ? null : await ensureSection(tx, courseId, section);
      const enrolled = await tx
        .insert(enrolments)
        .values({ courseId, userId, role, sectionId })
        .onConflictDoNothing()
        .returning({ id: enrolments.id });
      if (enrolled.length === 0) return false;
      await recordAudit(tx, { at, actorId: null, courseId, action: 'course.seeded', details: { account, role } });
      return true;
    });
  },
);

/** True when this operator was new. */
export const ensureDemoOperator = stored(
  'seed demo operator',
  async (db: Db, person: Pick<DemoPerson, 'account' | 'name' | 'email'>, at: Date): Promise<boolean> => {
    const { account, name, email } = person;
    return await db.transaction(async (tx) => {
      const [made] = await tx
        .insert(users)
        .values({ name, email, operator: true })
        .onConflictDoNothing()
        .returning({ id: users.id });
      if (!made) return false;
      await tx.insert(identities).values({ userId: made.id, provider: 'demo', subject: account });
      const details = { userId: made.id };
      await recordAudit(tx, { at, actorId: null, courseId: null, action: 'operator.added', details });
      return true;
    });
  },
);
