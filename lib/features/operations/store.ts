/** The platform's own rows, counted for operators. All times are the database's. */
import { desc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { rowsOf, type Db } from '../../../db/database';
import { courses, exercises, submissions, verdicts } from '../../../db/schema';
import { stored } from '../../../db/stored';
import { SubmissionIdSchema } from '../../base/ids';
import type { FailureView, LaneView, PaceView, WaitingView, WorkerView } from './views';

/** Without a sign of life for so long, a worker is shown as silent. */
const SILENT_SECONDS = 4;
/** Workers that have gone are shown for so long. */
const GONE_MINUTES = 15;

const LaneSchema = z.object({ behind: z.boolean(), number: z.coerce.number(), oldest: z.coerce.number() });

export const readLanes = stored('read lanes', async (db: Db): Promise<LaneView[]> => {
  const result = await db.execute(sql`
    select turn is null as behind, count(*) as number, extract(epoch from now() - min(submitted_at)) as oldest
    from submissions where state = 'queued' group by 1`);
  const rows = z.array(LaneSchema).parse(rowsOf(result));
  return (['interactive', 'behind'] as const).map((lane) => {
    const row = rows.find(({ behind }) => behind === (lane === 'behind'));
    return { lane, waiting: row?.number ?? 0, oldestSeconds: row ? Math.max(0, row.oldest) : null };
  });
});

export const countGrading = stored('count what is graded', async (db: Db): Promise<number> => {
  return await db.$count(submissions, eq(submissions.state, 'grading'));
});

const seconds = (since: typeof submissions.submittedAt) =>
  sql<number>`greatest(0, extract(epoch from now() - ${since}))`.mapWith(Number);

export const listWaiting = stored('list what waits', async (db: Db, limit: number): Promise<WaitingView[]> => {
  const rows = await db
    .select({
      id: submissions.id,
      course: courses.slug,
      exercise: exercises.slug,
      turn: submissions.turn,
      waitedSeconds: seconds(submissions.submittedAt),
      starts: submissions.starts,
    })
    .from(submissions)
    .innerJoin(exercises, eq(exercises.id, submissions.exerciseId))
    .innerJoin(courses, eq(courses.id, submissions.courseId))
    .where(eq(submissions.state, 'queued'))
    .orderBy(submissions.submittedAt)
    .limit(limit);
  return rows.map(({ turn, ...row }) => ({
    ...row,
    id: SubmissionIdSchema.parse(row.id),
    lane: turn === null ? 'behind' : 'interactive',
  }));
});

const PaceSchema = z
  .object({
    minutes_ago: z.coerce.number().nullable(),
    verdicts: z.coerce.number(),
    failures: z.coerce.number(),
    p50: z.coerce.number().nullable(),
    p95: z.coerce.number().nullable(),
  })
  .transform(({ minutes_ago: minutesAgo, p50: p50Ms, p95: p95Ms, ...rest }) => ({ minutesAgo, p50Ms, p95Ms, ...rest }));

/** By minutes ago, and all together under null. Nothing for a minute without verdicts. */
export const readPace = stored(
  'read the pace of an hour',
  async (db: Db, minutes: number): Promise<Map<number | null, PaceView>> => {
    const result = await db.execute(sql`
      with recent as (
        select floor(extract(epoch from now() - v.created_at) / 60)::int as minutes_ago, v.status,
          case when s.turn is not null then extract(epoch from v.created_at - s.submitted_at) * 1000 end as ms
        from verdicts v join submissions s on s.id = v.submission_id
        where v.created_at > now() - ${minutes}::int * interval '1 minute'
      )
      select minutes_ago, count(*) as verdicts, count(*) filter (where status = 'platform-error') as failures,
        percentile_disc(0.5) within group (order by ms) as p50, percentile_disc(0.95) within group (order by ms) as p95
      from recent group by grouping sets ((minutes_ago), ())`);
    return new Map(
      z
        .array(PaceSchema)
        .parse(rowsOf(result))
        .map(({ minutesAgo, ...pace }) => [minutesAgo === null ? null : Math.max(0, minutesAgo), pace]),
    );
  },
);

const WorkerSchema = z.object({
  id: z.string(),
  kind: z.enum(['worker', 'web']),
  host: z.string(),
  pid: z.number(),
  grader_version: z.number(),
  grader_build: z.string(),
  grader_runtime: z.string(),
  walls: z.enum(['full', 'weak']),
  missing_walls: z.array(z.string()),
  queues: z.array(z.string()),
  concurrency: z.number(),
  started_at: z.coerce.date(),
  seen: z.coerce.number(),
  draining: z.boolean(),
  ended: z.enum(['stopped', 'lost']).nullable(),
});

export const listWorkers = stored(
  'list workers',
  async (db: Db, inHand: ReadonlyMap<string, number>): Promise<WorkerView[]> => {
    const result = await db.execute(sql`
      select id, kind, host, pid, grader_version, grader_build, grader_runtime, walls, missing_walls, queues, concurrency,
        started_at, extract(epoch from now() - last_seen_at) as seen, draining_at is not null as draining, ended
      from workers
      where ended_at is null or ended_at > now() - ${GONE_MINUTES}::int * interval '1 minute'
      order by ended_at nulls first, started_at limit 200`);
    return z
      .array(WorkerSchema)
      .parse(rowsOf(result))
      .map((row) => ({
        id: row.id,
        kind: row.kind,
        host: row.host,
        pid: row.pid,
        grader: { version: row.grader_version, build: row.grader_build, runtime: row.grader_runtime },
        walls: { mode: row.walls, missing: row.missing_walls },
        queues: row.queues,
        concurrency: row.concurrency,
        inHand: row.ended === null ? (inHand.get(row.id) ?? 0) : 0,
        startedAt: row.started_at.toISOString(),
        seenSecondsAgo: Math.max(0, row.seen),
        state: row.ended ?? (row.seen > SILENT_SECONDS ? 'silent' : row.draining ? 'draining' : 'working'),
      }));
  },
);

const FAILED = eq(verdicts.status, 'platform-error');

export const listFailures = stored('list failures', async (db: Db, limit: number): Promise<FailureView[]> => {
  const rows = await db
    .select({
      id: verdicts.submissionId,
      course: courses.slug,
      exercise: exercises.slug,
      at: verdicts.createdAt,
      reason: verdicts.reason,
      starts: submissions.starts,
    })
    .from(verdicts)
    .innerJoin(submissions, eq(submissions.id, verdicts.submissionId))
    .innerJoin(exercises, eq(exercises.id, submissions.exerciseId))
    .innerJoin(courses, eq(courses.id, submissions.courseId))
    .where(FAILED)
    .orderBy(desc(verdicts.createdAt))
    .limit(limit);
  return rows.map((row) => ({ ...row, id: SubmissionIdSchema.parse(row.id), at: row.at.toISOString() }));
});

export const countFailures = stored('count failures', async (db: Db): Promise<number> => {
  return await db.$count(verdicts, FAILED);
});
