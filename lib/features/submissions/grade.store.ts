/** The rows that grading changes. Each function is one transaction that may run twice without harm. */
import { and, asc, desc, eq, inArray, lte, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Db } from '../../../db/database';
import { bundles, courses, exercises, exerciseVersions, grades, submissions, verdicts } from '../../../db/schema';
import { stored } from '../../../db/stored';
import type { SubmissionId } from '../../base/ids';
import { ResultSchema, type Result } from '../../exercise/result';
import { isProvedSteady } from '../../exercise/steady';
import type { GraderId } from '../../runner';
import { lockWork } from '../advisory-lock.store';
import { recordAudit } from '../audit.store';
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
    const { madeWith, at, reason } = verdict;
    const result = ResultSchema.parse(verdict.document);
    return await db.transaction(async (tx) => {
      const [submission] = await tx
        .select({
          userId: submissions.userId,
          exerciseId: submissions.exerciseId,
          courseId: submissions.courseId,
          policy: courses.gradePolicy,
        })
        .from(submissions)
        .innerJoin(courses, eq(courses.id, submissions.courseId))
        .where(eq(submissions.id, id));
      if (!submission) return false;
      await lockWork(tx, submission.userId, submission.exerciseId);
      const counts = await tx
        .update(submissions)
        .set({ state: 'done' })
        .where(and(eq(submissions.id, id), ne(submissions.state, 'superseded')))
        .returning({ told: announcement(id) });
      if (counts.length === 0) return false;
      const { v, status, score, max } = result;
      const inserted = await tx
        .insert(verdicts)
        .values({ submissionId: id, v, status, score, max, result, ...columnsOf(madeWith), reason, createdAt: at })
        .onConflictDoNothing()
        .returning({ id: verdicts.submissionId });
      if (inserted.length === 0) return false;
      if (status !== 'platform-error') await updateGrade(tx, submission, at);
      await recordAudit(tx, {
        at,
        actorId: null,
        courseId: submission.courseId,
        action: 'submission.graded',
        details: { submission: id, status, score, max },
      });
      return true;
    });
  },
);

function columnsOf({ bundleHash, grader }: MadeWith) {
  return { bundleHash, graderVersion: grader.version, graderBuild: grader.build, graderRuntime: grader.runtime };
}

interface Work {
  userId: string;
  exerciseId: string;
  courseId: string;
}

/** Best: the highest share of points, the earliest of equals. Last: the submission handed in last. */
async function updateGrade(tx: Db, { policy, ...work }: Work & { policy: string }, at: Date): Promise<void> {
  const share = sql`case when ${verdicts.max} > 0 then ${verdicts.score} / ${verdicts.max} else 0 end`;
  const order =
    policy === 'last'
      ? [desc(submissions.submittedAt), desc(submissions.attempt)]
      : [sql`${share} desc`, asc(submissions.submittedAt)];
  const [counts] = await tx
    .select({ submissionId: verdicts.submissionId, score: verdicts.score, max: verdicts.max })
    .from(verdicts)
    .innerJoin(submissions, eq(submissions.id, verdicts.submissionId))
    .where(
      and(
        eq(submissions.userId, work.userId),
        eq(submissions.exerciseId, work.exerciseId),
        ne(verdicts.status, 'platform-error'),
      ),
    )
    .orderBy(...order)
    .limit(1);
  if (!counts) return;
  const grade = { ...counts, updatedAt: at };
  await tx
    .insert(grades)
    .values({ ...work, ...grade })
    .onConflictDoUpdate({ target: [grades.userId, grades.exerciseId], set: grade });
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
