/** One student of a course. */
import { and, eq } from 'drizzle-orm';
import type { Db } from '../../../db/database';
import { enrolments, sections, users } from '../../../db/schema';
import { stored } from '../../../db/stored';
import { UserIdSchema, type CourseId, type UserId } from '../../base/ids';

export interface StudentHead {
  id: UserId;
  name: string;
  email: string;
  section: string | null;
}

/** Anybody enrolled: staff try exercises too. */
export const findStudent = stored(
  'find student',
  async (db: Db, courseId: CourseId, id: UserId): Promise<StudentHead | null> => {
    const [row] = await db
      .select({ id: users.id, name: users.name, email: users.email, section: sections.name })
      .from(enrolments)
      .innerJoin(users, eq(users.id, enrolments.userId))
      .leftJoin(sections, eq(sections.id, enrolments.sectionId))
      .where(and(eq(enrolments.courseId, courseId), eq(enrolments.userId, id)))
      .limit(1);
    return row ? { ...row, id: UserIdSchema.parse(row.id) } : null;
  },
);
