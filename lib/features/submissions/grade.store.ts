/** The rows that grading changes. Each function is one transaction that may run twice without harm. */
import { and, eq, inArray, lte, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { rowsOf, type Db } from '../../../db/database';
import { bundles, courses, exercises, exerciseVersions, submissions, verdicts } from '../../../db/schema';
import { stored } from '../../../db/stored';
import type { SubmissionId } from '../../base/ids';
import type { Result } from '../../exercise/result';
import { isProvedSteady } from '../../exercise/steady';
import type { GraderId } from '../../runner';
import { workLock } from '../advisory-lock.store';
import { auditFor, recordAudit, type AuditEntry } from '../audit.store';
import { announce, announcement, priorityBehind } from './store';

export interface Grading {
  id: SubmissionId;
  exercise: string;
  versionId: string;
  seed: string;
  code: string;
  codeHash: string;
  points: number;
  /** How often grading was begun, this time included. */
  starts: number;
}

type Beginning =
  | { kind: 'begun'; grading: Grading }
  /** It has its verdict, was replaced while it waited, or is gone. */
  | { kind: 'nothing-to-do' }
  /** Its bundle was made for a later grader than this one, which leaves it as it is. */
  | { kind: 'needs-newer-grader'; version: number };

/** Marks the submission as being graded, by a grader of this version. */
export const beginGrading = stored(
  'begin grading',
  async (db: Db, id: SubmissionId, graderVersion: number): Promise<Beginning> => {
    // One statement, told to whoever watches when it is in force.
    const [row] = await db
      .update(submissions)
      .set({ state: 'grading', starts: sql`${submissions.starts} + 1` })
      .from(exerciseVersions)
      .innerJoin(exercises, eq(exercises.id, exerciseVersions.exerciseId))
      .where(
        and(
          eq(submissions.id, id),
          inArray(submissions.state, ['queued', 'grading']),
          eq(exerciseVersions.id, submissions.exerciseVersionId),
          lte(exerciseVersions.graderVersion, graderVersion),
        ),
      )
      .returning({
        versionId: submissions.exerciseVersionId,
        seed: submissions.seed,
        code: submissions.code,
        codeHash: submissions.codeHash,
        starts: submissions.starts,
        exercise: exercises.slug,
        points: exercises.points,
        told: announcement(id),
      });
    if (!row) return await whyNotBegun(db, id);
    const { told: _, ...grading } = row;
    return { kind: 'begun', grading: { id, ...grading } };
  },
);

async function whyNotBegun(tx: Db, id: SubmissionId): Promise<Beginning> {
  const [waiting] = await tx
    .select({ version: exerciseVersions.graderVersion })
    .from(submissions)
    .innerJoin(exerciseVersions, eq(exerciseVersions.id, submissions.exerciseVersionId))
    .where(and(eq(submissions.id, id), inArray(submissions.state, ['queued', 'grading'])));
  return waiting ? { kind: 'needs-newer-grader', ...waiting } : { kind: 'nothing-to-do' };
}

export interface GradedVersion {
  hash: string;
  bundle: { hash: string; code: string; steady: boolean };
  exports: string[];
}

const ManifestSchema = z.object({ exports: z.array(z.string()) });

/** Names that the student's side looks for, from an exercise version's manifest. */
export function exportsOf(manifest: unknown): string[] {
  return ManifestSchema.parse(manifest).exports;
}

export const readVersion = stored('read exercise version', async (db: Db, id: string): Promise<GradedVersion> => {
  const [row] = await db
    .select({
      hash: exerciseVersions.hash,
      manifest: exerciseVersions.manifest,
      proof: exerciseVersions.proof,
      bundle: bundles,
    })
    .from(exerciseVersions)
    .innerJoin(bundles, eq(bundles.hash, exerciseVersions.bundleHash))
    .where(eq(exerciseVersions.id, id))
    .limit(1);
  if (!row) throw new Error('a submission names an exercise version that is gone');
  const { hash, manifest, proof, bundle } = row;
  const { code } = bundle;
  return {
    hash,
    bundle: { hash: bundle.hash, code, steady: isProvedSteady(proof, bundle.hash) },
    exports: exportsOf(manifest),
  };
});

/** What a verdict was made with. */
export interface MadeWith {
  /** Null when it never came to that. */
  bundleHash: string | null;
  grader: GraderId;
}

/**
 * Stores the verdict with the grade and the audit entry that follow from it. A second verdict for the same
 * submission, whoever made it, changes nothing, nor does one for a submission that was replaced; then this says false.
 */
export const recordVerdict = stored(
  'record verdict',
  async (
    db: Db,
    id: SubmissionId,
    verdict: { document: Result; madeWith: MadeWith; at: Date; reason?: string },
  ): Promise<boolean> => {
    const { madeWith, at, reason, document } = verdict;
    const { v, status, score, max } = document;
    return await db.transaction(async (tx) => {
      const work = await lockWorkOf(tx, id);
      if (!work) return false;
      const { courseId, policy } = work;
      const details = { submission: id, status, score, max };
      const entry: AuditEntry = { at, actorId: null, courseId, action: 'submission.graded', details };
      // One statement: all of it follows from the verdict's row, or nothing is done.
      const result = await tx.execute(sql`
        with done as (
          update submissions set state = 'done' where id = ${id}::uuid and state <> 'superseded'
          returning id, user_id, exercise_id, course_id, submitted_at, attempt, ${announcement(id)}
        ),
        stored as (
          insert into verdicts (submission_id, v, status, score, max, result, bundle_hash, grader_version, grader_build,
            grader_runtime, reason, created_at)
          select id, ${v}::int, ${status}, ${score}::float8, ${max}::float8, ${JSON.stringify(document)}::jsonb,
            ${madeWith.bundleHash}, ${madeWith.grader.version}::int, ${madeWith.grader.build}, ${madeWith.grader.runtime},
            ${reason ?? null}, ${at.toISOString()}::timestamptz
          from done
          on conflict do nothing
          returning submission_id, status, score, max
        ),
        graded as (${gradeFrom(WITH_STORED, policy, at)}),
        noted as (${auditFor(sql`stored`, entry)})
        select submission_id from stored`);
      return rowsOf(result).length > 0;
    });
  },
);

export type GradePolicy = (typeof courses.$inferSelect)['gradePolicy'];

const LockedSchema = z
  .array(z.object({ course_id: z.string(), policy: z.enum(courses.gradePolicy.enumValues) }))
  .max(1);

/** Locks the work that a submission belongs to, and says how its course grades; undefined when it is gone. */
async function lockWorkOf(tx: Db, id: SubmissionId): Promise<{ courseId: string; policy: GradePolicy } | undefined> {
  const result = await tx.execute(sql`
    select submission.course_id, course.grade_policy as policy,
      ${workLock(sql`submission.user_id`, sql`submission.exercise_id`)}
    from submissions submission join courses course on course.id = submission.course_id
    where submission.id = ${id}::uuid`);
  const [locked] = LockedSchema.parse(rowsOf(result));
  return locked && { courseId: locked.course_id, policy: locked.policy };
}

/** Those of the verdict in `stored` and of those there were before, which nobody adds to while the work is locked. */
const WITH_STORED = sql`
  select done.user_id, done.exercise_id, done.course_id, candidate.*
  from done
  join stored on stored.submission_id = done.id and stored.status <> 'platform-error'
  cross join lateral (
    select stored.submission_id, stored.score, stored.max, done.submitted_at, done.attempt
    union all
    select verdict.submission_id, verdict.score, verdict.max, other.submitted_at, other.attempt
    from submissions other join verdicts verdict on verdict.submission_id = other.id
    where other.user_id = done.user_id and other.exercise_id = done.exercise_id
      and verdict.status <> 'platform-error'
  ) candidate`;

/**
 * The grade, from verdicts of one student's work on one exercise.
 * Best: the highest share of points, the earliest of equals. Last: the submission handed in last.
 */
export function gradeFrom(candidates: SQL, policy: GradePolicy, at: Date): SQL {
  const share = sql`case when max > 0 then score / max else 0 end`;
  const order = policy === 'last' ? sql`submitted_at desc, attempt desc` : sql`${share} desc, submitted_at`;
  return sql`
    insert into grades (user_id, exercise_id, course_id, submission_id, score, max, updated_at)
    select user_id, exercise_id, course_id, submission_id, score, max, ${at.toISOString()}::timestamptz
    from (${candidates}) counted
    order by ${order}
    limit 1
    on conflict (user_id, exercise_id) do update
    set submission_id = excluded.submission_id, score = excluded.score, max = excluded.max,
      updated_at = excluded.updated_at`;
}

/** Takes back a platform error so that the submission can be graded again; false when there is none. */
export const takeBackPlatformError = stored(
  'take back a platform error',
  async (
    db: Db,
    id: SubmissionId,
    by: { actorId: string; at: Date },
    again: (tx: Db, priority: number) => Promise<void>,
  ) => {
    return await db.transaction(async (tx) => {
      const removed = await tx
        .delete(verdicts)
        .where(and(eq(verdicts.submissionId, id), eq(verdicts.status, 'platform-error')))
        .returning({ id: verdicts.submissionId });
      if (removed.length === 0) return false;
      const [row] = await tx
        .update(submissions)
        .set({ state: 'queued', starts: 0, turn: null })
        .where(eq(submissions.id, id))
        .returning({ courseId: submissions.courseId });
      const courseId = row?.courseId ?? null;
      await recordAudit(tx, { ...by, courseId, action: 'submission.requeued', details: { submission: id } });
      await again(tx, await priorityBehind(tx, 'retried'));
      await announce(tx, id);
      return true;
    });
  },
);
