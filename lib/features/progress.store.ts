/** How far one student is with each exercise of a course: the source of states on course home and lesson pages. */
import { and, count, eq, ne, sql } from 'drizzle-orm';
import { grades, submissions, verdicts } from '../../db/schema';
import type { Db } from '../../db/database';
import { stored } from '../../db/stored';
import type { CourseId, UserId } from '../base/ids';
import type { ExerciseState } from './courses/views';

export interface Progress {
  state: ExerciseState;
  score: number | null;
  attempts: number;
}

export const NOT_STARTED: Progress = { state: 'not-started', score: null, attempts: 0 };

/** By exercise id; exercises that the student never submitted are absent. */
export const readProgress = stored(
  'read progress',
  async (db: Db, course: { id: CourseId; passPercent: number }, userId: UserId): Promise<Map<string, Progress>> => {
    const rows = await db
      .select({
        exerciseId: submissions.exerciseId,
        // Platform errors cost no attempt; what is being graded will count.
        attempts: sql<number>`count(*) filter (where ${verdicts.status} is distinct from 'platform-error')`.mapWith(
          Number,
        ),
        pending: sql<number>`count(*) filter (where ${submissions.state} <> 'done')`.mapWith(Number),
        submissions: count(),
        score: sql<number | null>`max(${grades.score})`,
        max: sql<number | null>`max(${grades.max})`,
      })
      .from(submissions)
      .leftJoin(verdicts, eq(verdicts.submissionId, submissions.id))
      .leftJoin(grades, and(eq(grades.userId, submissions.userId), eq(grades.exerciseId, submissions.exerciseId)))
      .where(
        and(
          eq(submissions.courseId, course.id),
          eq(submissions.userId, userId),
          // What was replaced while it waited is as if it had never been sent.
          ne(submissions.state, 'superseded'),
        ),
      )
      .groupBy(submissions.exerciseId);
    return new Map(
      rows.map((row) => {
        const passed = isPassed(row, course.passPercent);
        const state = passed ? 'passed' : row.pending > 0 ? 'grading' : row.attempts > 0 ? 'trying' : 'not-started';
        return [row.exerciseId, { state, score: row.score, attempts: row.attempts }];
      }),
    );
  },
);

/** Rounding must not take a pass away: 80 % of 7 points is 5.6000000000000005. */
function isPassed(grade: { score: number | null; max: number | null }, passPercent: number): boolean {
  return grade.score !== null && grade.max !== null && grade.score >= (grade.max * passPercent) / 100 - 1e-9;
}
