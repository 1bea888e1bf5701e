/** Rows of submissions, as students and staff read them and as they are handed in. */
import { and, asc, eq, inArray, sql, type SQLWrapper } from 'drizzle-orm';
import { z } from 'zod';
import { rowsOf, type Db } from '../../../db/database';
import { courses, exercises, exerciseVersions, submissions, users, verdicts } from '../../../db/schema';
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
import { lockStudentAndWork } from '../advisory-lock.store';
import { ROW, withId } from '../submission-rows.store';
import { nextTurn, priorityOf, type Lane } from './priority';
import type { SubmissionRow } from './views';

const TasksSchema = z.object({
  tasks: z.array(z.object({ id: z.string(), title: z.string(), checks: z.array(z.string()) })),
});

export interface WatchedSubmission extends SubmissionRow {
  courseId: CourseId;
  studentId: UserId;
  result: Result | null;
}

export interface FullSubmission extends WatchedSubmission {
  studentName: string;
  exercise: { slug: string; number: string; title: string; tasks: { id: string; title: string; checks: string[] }[] };
  code: string;
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
  const { courseId, studentId, slug, number, title, publicView, result, ...rest } = row;
  return {
    ...withId(rest),
    courseId: CourseIdSchema.parse(courseId),
    studentId: UserIdSchema.parse(studentId),
    exercise: { slug, number, title, tasks: TasksSchema.parse(publicView).tasks },
    result: result === null ? null : ResultSchema.parse(result),
  };
});

/** What a submission goes to, and whether its key was used before; undefined when there is no such course. */
export const findHandIn = stored(
  'find what is handed in to',
  async (db: Db, at: { course: string; exercise: string; userId: UserId; idempotencyKey: string }) => {
    const [row] = await db
      .select({
        course: courses,
        exercise: { id: exercises.id, versionId: exercises.currentVersionId },
        known: { id: submissions.id, attempt: submissions.attempt },
      })
      .from(courses)
      .leftJoin(exercises, and(eq(exercises.courseId, courses.id), eq(exercises.slug, at.exercise)))
      .leftJoin(submissions, and(eq(submissions.userId, at.userId), eq(submissions.idempotencyKey, at.idempotencyKey)))
      .where(eq(courses.slug, at.course))
      .limit(1);
    if (!row) return undefined;
    const { course, exercise, known } = row;
    return {
      course: { ...course, id: CourseIdSchema.parse(course.id) },
      exercise: exercise?.versionId ? { id: exercise.id, versionId: exercise.versionId } : null,
      known: known && withId(known),
    };
  },
);

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

/** Whether a submission of theirs to this exercise waits, and has not been begun. */
export const findWaiting = stored(
  'find waiting submission',
  async (db: Db, userId: UserId, exerciseId: string): Promise<boolean> => {
    const rows = await db
      .select({ id: submissions.id })
      .from(submissions)
      .where(
        and(eq(submissions.userId, userId), eq(submissions.exerciseId, exerciseId), eq(submissions.state, 'queued')),
      )
      .limit(1);
    return rows.length > 0;
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
}

/** Where a submission stands in the order of grading. */
export interface Place {
  turn: number;
  /** Older ones of the same exercise that waited, and won't be graded any more. */
  replaced: readonly SubmissionId[];
}

const FactsSchema = z.tuple([
  z.object({
    last: z.number(),
    known: z.boolean(),
    waits: z.boolean(),
    front: z.number(),
    own: z.number().nullable(),
  }),
]);

const FRONT = sql`coalesce(
  (select min(turn) from submissions where state = 'queued'), (select max(turn) from submissions), 0)`;

/**
 * Stores a submission and, in the same transaction, what `enqueue` writes; whoever watches it or what it replaces is told.
 * Null when the key was used before: nothing is written then.
 */
export const insertSubmission = stored(
  'insert submission',
  async (
    db: Db,
    submission: NewSubmission,
    enqueue: (tx: Db, place: Place) => Promise<void>,
    { replaceWaiting = false } = {},
  ): Promise<{ attempt: number } | null> => {
    const { userId, exerciseId } = submission;
    return await db.transaction(async (tx) => {
      await lockStudentAndWork(tx, userId, exerciseId);
      const read = await tx.execute(sql`
        select
          -- Numbers are unique but among what a fault of ours ended, which costs none.
          (select greatest(count(*), max(s.attempt))::int
           from submissions s left join verdicts v on v.submission_id = s.id
           where s.exercise_id = ${exerciseId} and s.user_id = ${userId}
             and v.status is distinct from 'platform-error') as last,
          exists (select 1 from submissions
           where user_id = ${userId} and idempotency_key = ${submission.idempotencyKey}) as known,
          exists (select 1 from submissions
           where exercise_id = ${exerciseId} and user_id = ${userId} and state = 'queued') as waits,
          ${FRONT} as front,
          (select max(turn) from submissions where user_id = ${userId}) as own`);
      const [{ last, known, waits, ...turns }] = FactsSchema.parse(rowsOf(read));
      if (known) return null;
      const attempt = last + 1;
      const replaced = replaceWaiting && waits ? await supersede(tx, submission, attempt) : [];
      // A correction keeps the turn: whoever waits loses nothing by it, and gains nothing.
      const turn = Math.min(...replaced.flatMap((row) => row.turn ?? []), nextTurn(turns));
      await tx
        .insert(submissions)
        .values({ ...submission, attempt, turn, state: 'queued', submittedAt: nextMoment(submission) })
        .returning({ told: announcement(submissions.id) });
      await enqueue(tx, { turn, replaced: replaced.map(({ id }) => SubmissionIdSchema.parse(id)) });
      return { attempt };
    });
  },
);

/** The database's clock, since those of web servers differ; later than the student's last, so that the order is certain. */
const nextMoment = ({ userId, exerciseId }: NewSubmission) => sql`greatest(
  date_trunc('milliseconds', clock_timestamp()),
  (select max(submitted_at) + interval '1 millisecond' from submissions
   where exercise_id = ${exerciseId} and user_id = ${userId}))`;

/** What a grader has begun stays as it is, and is graded. */
async function supersede(tx: Db, { userId, exerciseId }: NewSubmission, replacedBy: number) {
  return await tx
    .update(submissions)
    .set({ state: 'superseded', replacedBy })
    .where(and(eq(submissions.userId, userId), eq(submissions.exerciseId, exerciseId), eq(submissions.state, 'queued')))
    .returning({ id: submissions.id, turn: submissions.turn, told: announcement(submissions.id) });
}

/** By its key, and without what is large until there is a verdict: a whole course may watch. */
export const findWatched = stored(
  'find watched submission',
  async (db: Db, id: SubmissionId): Promise<WatchedSubmission | null> => {
    const [row] = await db
      .select({
        ...ROW,
        courseId: submissions.courseId,
        studentId: submissions.userId,
        result: verdicts.result,
      })
      .from(submissions)
      .innerJoin(exercises, eq(exercises.id, submissions.exerciseId))
      .leftJoin(verdicts, eq(verdicts.submissionId, submissions.id))
      .where(eq(submissions.id, id));
    if (!row) return null;
    const { courseId, studentId, result, ...rest } = row;
    return {
      ...withId(rest),
      courseId: CourseIdSchema.parse(courseId),
      studentId: UserIdSchema.parse(studentId),
      result: result === null ? null : ResultSchema.parse(result),
    };
  },
);

const PaceSchema = z.tuple([z.object({ waited_ms: z.coerce.number(), graded: z.coerce.number() })]);

/**
 * How long the oldest submission in the order of students has waited, and how many verdicts there were since then, or in
 * the last `windowMs` if that is less. As long as somebody waits all graders work: so this is what they can do.
 */
export const readPace = stored(
  'read the pace of grading',
  async (db: Db, windowMs: number): Promise<{ waitedMs: number; graded: number }> => {
    // The database's clock, by which submissions were handed in: those of web servers differ.
    const result = await db.execute(sql`
      with oldest as (
        select coalesce(min(submitted_at), now()) as since from submissions where state = 'queued' and turn is not null
      )
      select extract(epoch from now() - since) * 1000 as waited_ms,
        (select count(*) from verdicts
         where created_at > greatest(since, now() - ${windowMs}::int * interval '1 millisecond')) as graded
      from oldest`);
    const [{ waited_ms: waitedMs, graded }] = PaceSchema.parse(rowsOf(result));
    return { waitedMs: Math.max(0, waitedMs), graded };
  },
);

/** Tells every process that the submission changed, when the transaction commits. */
export async function announce(tx: Db, id: string): Promise<void> {
  await tx.execute(sql`select ${announcement(id)}`);
}

/** The same as part of a statement: once for each row that it returns. */
export function announcement(id: string | SQLWrapper) {
  return sql<null>`pg_notify(${SUBMISSION_CHANNEL}, ${id}::text)`;
}

const UNFINISHED = inArray(submissions.state, ['queued', 'grading']);

/** Submissions that will have a verdict and have none yet, oldest first. */
export const listUnfinished = stored('list unfinished submissions', async (db: Db): Promise<SubmissionId[]> => {
  const rows = await db
    .select({ id: submissions.id })
    .from(submissions)
    .where(UNFINISHED)
    .orderBy(asc(submissions.submittedAt));
  return rows.map((row) => SubmissionIdSchema.parse(row.id));
});

interface Requeue {
  /** Asked while nobody else can send it again: whether its job is in the queue or in somebody's hands after all. */
  inHand: (tx: Db) => Promise<boolean>;
  again: (tx: Db, priority: number) => Promise<void>;
}

/** Runs `again` in a transaction if the submission still waits for a verdict; it is `queued` afterwards, in its old turn. */
export const requeueUnfinished = stored(
  'requeue unfinished submission',
  async (db: Db, id: SubmissionId, { inHand, again }: Requeue): Promise<boolean> => {
    return await db.transaction(async (tx) => {
      const unfinished = and(eq(submissions.id, id), UNFINISHED);
      const [row] = await tx.select({ turn: submissions.turn }).from(submissions).where(unfinished).for('update');
      if (!row || (await inHand(tx))) return false;
      await tx.update(submissions).set({ state: 'queued' }).where(unfinished);
      const { turn } = row;
      await again(tx, turn === null ? await priorityBehind(tx, 'retried') : priorityOf('interactive', turn));
      return true;
    });
  },
);

/** Priority of what has no turn among the students'. */
export async function priorityBehind(tx: Db, lane: Exclude<Lane, 'interactive'>): Promise<number> {
  const [row] = z
    .tuple([z.object({ front: z.number() })])
    .parse(rowsOf(await tx.execute(sql`select ${FRONT} as front`)));
  return priorityOf(lane, row.front);
}

/** Takes a submission out of the order of students, so that it holds up nobody's turn while it waits for something else. */
export const leaveTurns = stored('leave the turns', async (tx: Db, id: SubmissionId): Promise<void> => {
  await tx.update(submissions).set({ turn: null }).where(eq(submissions.id, id));
});
