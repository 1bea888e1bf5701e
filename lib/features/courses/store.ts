/** Rows that the list of courses and the course home are made of. */
import { asc, inArray } from 'drizzle-orm';
import type { Db } from '../../../db/database';
import { courses } from '../../../db/schema';
import { stored } from '../../../db/stored';
import { CourseIdSchema, type CourseId } from '../../base/ids';
import type { CourseRow } from '../course.store';

export const listCoursesById = stored(
  'list courses',
  async (db: Db, ids: readonly CourseId[]): Promise<CourseRow[]> => {
    if (ids.length === 0) return [];
    const rows = await db
      .select()
      .from(courses)
      .where(inArray(courses.id, [...ids]))
      .orderBy(asc(courses.title));
    return rows.map((row) => ({ ...row, id: CourseIdSchema.parse(row.id) }));
  },
);
