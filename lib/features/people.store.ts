/** People and sections, made where they are missing: what sign-in, the demo and rosters have in common. */
import { eq } from 'drizzle-orm';
import { sections, users } from '../../db/schema';
import type { Db } from '../../db/database';
import { stored } from '../../db/stored';
import { type CourseId, type SectionId, SectionIdSchema, type UserId, UserIdSchema } from '../base/ids';

/** The person with this address, made if there is none yet; `created` says which. */
export const ensurePerson = stored(
  'ensure person',
  async (
    tx: Db,
    wanted: { email: string; name: string },
  ): Promise<{ person: { id: UserId; name: string }; created: boolean }> => {
    const [made] = await tx
      .insert(users)
      .values(wanted)
      .onConflictDoNothing({ target: users.email })
      .returning({ id: users.id, name: users.name });
    const row = made ?? (await tx.select().from(users).where(eq(users.email, wanted.email)).limit(1))[0];
    if (!row) throw new Error('a person that was there a moment ago is gone');
    return { person: { id: UserIdSchema.parse(row.id), name: row.name }, created: made !== undefined };
  },
);

/** The course's section of this name, made if there is none yet. */
export const ensureSection = stored(
  'ensure section',
  async (tx: Db, courseId: CourseId, name: string): Promise<SectionId> => {
    const [row] = await tx
      .insert(sections)
      .values({ courseId, name })
      .onConflictDoUpdate({ target: [sections.courseId, sections.name], set: { name } })
      .returning({ id: sections.id });
    if (!row) throw new Error('a section can be neither added nor found');
    return SectionIdSchema.parse(row.id);
  },
);
