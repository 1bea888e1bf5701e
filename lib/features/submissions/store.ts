/** Rows of submissions, as students and staff read them and as they are handed in. */
import { and, asc, count, eq, lt, ne, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import type { Db } from '../../../db/database';
import { exercises, exerciseVersions, submissions, users, verdicts } from '../../../db/schema';
import { stored } from '../../../db/stored';
import {
  CourseIdSchema,
  SubmissionIdSchema,
  UserIdSchema,
  type CourseId,
  type SubmissionId,
  type UserId,
} from '../../base/ids';
import { ResultSchema, type Result } from '../../exercise/result';
import { SUBMISSION_CHANNEL } from '../../jobs/signals';
import { lockWork } from '../advisory-lock.store';
import { ROW, withId } from '../submission-rows.store';
import type { SubmissionRow, SubmissionState } from './views';

const TasksSchema = z.object({
  tasks: z.array(z.object({ id: z.string(), title: z.string(), checks: z.array(z.string()) })),
});

export interface FullSubmission extends SubmissionRow {
  courseId: CourseId;
  student: { id: UserId; name: string };
  exercise: { slug: string; number: string; title: string; tasks: { id: string; title: string; checks: string[] }[] };
  code: string;
  result: Result | null;
}

export const findFull = stored('find submission', async (db: Db, id: SubmissionId): Promise<FullSubmission | null> => {
  const [row] = await db
    .select({
      ...ROW,
      courseId: submissions.courseId,
      code: submissions.code,
      studentId: users.id,
      studentName: users.name,
      slug: exercises.slug,
      number: exercises.number,
      title: exercises.title,
      publicView: exerciseVersions.publicView,
      result: verdicts.result,
    })
    .from(submissions)
    .innerJoin(users, eq(users.id, submissions.userId))
    .innerJoin(exercises, eq(exercises.id, submissions.exerciseId))
    .innerJoin(exerciseVersions, eq(exerciseVersions.id, submissions.exerciseVersionId))
    .leftJoin(verdicts, eq(verdicts.submissionId, submissions.id))
    .where(eq(submissions.id, id))
    .limit(1);
  if (!row) return null;
  const { courseId, studentId, studentName, slug, number, title, publicView, result, ...rest } = row;
  return {
    ...withId(rest),
    courseId: CourseIdSchema.parse(courseId),
    student: { id: UserIdSchema.parse(studentId), name: studentName },
    exercise: { slug, number, title, tasks: TasksSchema.parse(publicView).tasks },
    result: result === null ? null : ResultSchema.parse(result),
  };
});

export const findByKey = stored(
  'find submission by key',
  async (db: Db, userId: UserId, idempotencyKey: string): Promise<{ id: SubmissionId; attempt: number } | null> => {
    const [row] = await db
      .select({ id: submissions.id, attempt: submissions.attempt })
      .from(submissions)
      .where(and(eq(submissions.userId, userId), eq(submissions.idempotencyKey, idempotencyKey)))
      .limit(1);
    return row ? withId(row) : null;
  },
);

export interface NewSubmission {
  id: SubmissionId;
  courseId: CourseId;
  exerciseId: string;
  exerciseVersionId: string;
  userId: UserId;
  seed: string;
  code: string;
  codeHash: string;
  idempotencyKey: string;
  submittedAt: Date;
}

/**
 * Stores a submission and, in the same transaction, what `enqueue` writes.
 * Null when the key was used before: nothing is written then.
 */
export const insertSubmission = stored(
  'insert submission',
  async (
    db: Db,
    submission: NewSubmission,
    enqueue: (tx: Db, waiting: number) => Promise<void>,
  ): Promise<{ attempt: number } | null> => {
    return await db.transaction(async (tx) => {
      await lockWork(tx, submission.userId, submission.exerciseId);
      const [earlier] = await tx
        .select({
          costly: sql<number>`count(*) filter (where ${verdicts.status} is distinct from 'platform-error')`.mapWith(
            Number,
          ),
        })
        .from(submissions)
        .leftJoin(verdicts, eq(verdicts.submissionId, submissions.id))
        .where(and(eq(submissions.exerciseId, submission.exerciseId), eq(submissions.userId, submission.userId)));
      const [waiting] = await tx
        .select({ number: count() })
        .from(submissions)
        .where(and(eq(submissions.userId, submission.userId), ne(submissions.state, 'done')));
      const attempt = (earlier?.costly ?? 0) + 1;
      const inserted = await tx
        .insert(submissions)
        .values({ ...submission, attempt, state: 'queued' })
        .onConflictDoNothing({ target: [submissions.userId, submissions.idempotencyKey] })
        .returning({ id: submissions.id });
      if (inserted.length === 0) return null;
      await enqueue(tx, waiting?.number ?? 0);
      return { attempt };
    });
  },
);

/** Where a submission stands: its state and, while it waits, how many were handed in before and wait, too. */
export const findProgress = stored(
  'find progress of submission',
  async (db: Db, id: SubmissionId): Promise<{ state: SubmissionState; ahead: number }> => {
    const earlier = alias(submissions, 'earlier');
    const ahead = db
      .select({ number: count() })
      .from(earlier)
      .where(and(eq(earlier.state, 'queued'), lt(earlier.submittedAt, submissions.submittedAt)));
    const [row] = await db
      .select({
        state: submissions.state,
        ahead: sql<number>`case when ${submissions.state} = 'queued' then (${ahead}) else 0 end`.mapWith(Number),
      })
      .from(submissions)
      .where(eq(submissions.id, id));
    if (!row) throw new Error('a submission that is watched is gone');
    return row;
  },
);

/** Tells every process that the submission changed, when the transaction commits. */
export async function announce(tx: Db, id: string): Promise<void> {
  await tx.execute(sql`select pg_notify(${SUBMISSION_CHANNEL}, ${id})`);
}

/** Submissions without a verdict, oldest first. */
export const listUnfinished = stored('list unfinished submissions', async (db: Db): Promise<SubmissionId[]> => {
  const rows = await db
    .select({ id: submissions.id })
    .from(submissions)
    .where(ne(submissions.state, 'done'))
    .orderBy(asc(submissions.submittedAt));
  return rows.map((row) => SubmissionIdSchema.parse(row.id));
});

/** Runs `again` in a transaction if the submission still has no verdict; it waits as `queued` afterwards. */
export const requeueUnfinished = stored(
  'requeue unfinished submission',
  async (db: Db, id: SubmissionId, again: (tx: Db) => Promise<void>): Promise<boolean> => {
    return await db.transaction(async (tx) => {
      const rows = await tx
        .update(submissions)
        .set({ state: 'queued' })
        .where(and(eq(submissions.id, id), ne(submissions.state, 'done')))
        .returning({ id: submissions.id });
      if (rows.length === 0) return false;
      await again(tx);
      return true;
    });
  },
);
