/** All grades of a course at once, for the export. */
import { eq, max } from 'drizzle-orm';
import type { Db } from '../../../db/database';
import { grades, submissions } from '../../../db/schema';
import { stored } from '../../../db/stored';
import type { CourseId } from '../../base/ids';

/** By student, then by exercise. */
export const listGrades = stored(
  'list grades',
  async (db: Db, courseId: CourseId): Promise<Map<string, Map<string, number>>> => {
    const rows = await db
      .select({ userId: grades.userId, exerciseId: grades.exerciseId, score: grades.score })
      .from(grades)
      .where(eq(grades.courseId, courseId));
    const byStudent = new Map<string, Map<string, number>>();
    for (const { userId, exerciseId, score } of rows) {
      const own = byStudent.get(userId) ?? new Map<string, number>();
      byStudent.set(userId, own.set(exerciseId, score));
    }
    return byStudent;
  },
);

/** When each student handed in last. */
export const listLastSubmissions = stored(
  'list last submissions',
  async (db: Db, courseId: CourseId): Promise<Map<string, Date>> => {
    const rows = await db
      .select({ userId: submissions.userId, last: max(submissions.submittedAt) })
      .from(submissions)
      .where(eq(submissions.courseId, courseId))
      .groupBy(submissions.userId);
    return new Map(rows.flatMap(({ userId, last }) => (last === null ? [] : [[userId, last] as const])));
  },
);
