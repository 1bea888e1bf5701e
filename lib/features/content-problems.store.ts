/** What could not be loaded of a course's content. */
import { asc, eq } from 'drizzle-orm';
import type { Db } from '../../db/database';
import { contentProblems } from '../../db/schema';
import { stored } from '../../db/stored';
import type { CourseId } from '../base/ids';
import type { CourseHome } from './courses/views';

export const listContentProblems = stored(
  'list content problems',
  async (db: Db, courseId: CourseId): Promise<CourseHome['problems']> => {
    return await db
      .select({
        file: contentProblems.file,
        line: contentProblems.line,
        rule: contentProblems.rule,
        message: contentProblems.message,
      })
      .from(contentProblems)
      .where(eq(contentProblems.courseId, courseId))
      .orderBy(asc(contentProblems.position));
  },
);
