/** Gradings beside the verdicts: by what they are made, which are missing, and which there are. */
import { and, eq, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { rowsOf, type Db } from '../../../db/database';
import { courses, exercises, exerciseVersions, regradings, submissions } from '../../../db/schema';
import { stored } from '../../../db/stored';
import { SubmissionIdSchema, type SubmissionId } from '../../base/ids';
import type { Result } from '../../exercise/result';
import { exportsOf, type Grading, type MadeWith } from './grade.store';

/** What submissions are graded by: an exercise's version in force, and graders from a version on. */
export interface RegradeTarget {
  course: string;
  exercise: string;
  courseId: string;
  exerciseId: string;
  versionId: string;
  /** Of the exercise's files. */
  hash: string;
  bundleHash: string;
  /** What the student's side looks for. */
  exports: string[];
  /** The grader that the bundle was made for. */
  bundleGrader: number;
  graderVersion: number;
}

/** Exercises of this name that are in force, in any course or in this one. */
export const listTargets = stored(
  'list what can be regraded',
  async (
    db: Db,
    { exercise, course, graderVersion }: { exercise: string; course?: string | undefined; graderVersion: number },
  ): Promise<RegradeTarget[]> => {
    const rows = await db
      .select({
        course: courses.slug,
        exercise: exercises.slug,
        courseId: courses.id,
        exerciseId: exercises.id,
        versionId: exerciseVersions.id,
        hash: exerciseVersions.hash,
        bundleHash: exerciseVersions.bundleHash,
        bundleGrader: exerciseVersions.graderVersion,
        manifest: exerciseVersions.manifest,
      })
      .from(exercises)
      .innerJoin(courses, eq(courses.id, exercises.courseId))
      .innerJoin(exerciseVersions, eq(exerciseVersions.id, exercises.currentVersionId))
      .where(and(eq(exercises.slug, exercise), course === undefined ? undefined : eq(courses.slug, course)))
      .orderBy(courses.slug);
    return rows.map(({ manifest, ...row }) => ({ ...row, exports: exportsOf(manifest), graderVersion }));
  },
);

type By = Pick<RegradeTarget, 'versionId' | 'graderVersion'>;

/** To join: the same grading, made before, by the latest grader of those that made it. */
export const regradingBy = ({ versionId, graderVersion }: By) => sql`
  lateral (
    select * from regradings
    where regradings.submission_id = submissions.id and regradings.exercise_version_id = ${versionId}::uuid
      and regradings.grader_version >= ${graderVersion}::int
    order by regradings.grader_version desc limit 1
  ) regrading`;

/** Whether the verdict is what a regrading would make: another text beside the same checks is no reason for one. */
export const inForce = ({ bundleHash, exports, graderVersion }: RegradeTarget) => sql`
  (verdicts.bundle_hash = ${bundleHash} and verdicts.grader_version >= ${graderVersion}::int
    and (select manifest -> 'exports' from exercise_versions where id = submissions.exercise_version_id)
      = ${JSON.stringify(exports)}::jsonb) is true`;

export const HAS_VERDICT = sql`
  submissions.state = 'done' and verdicts.submission_id = submissions.id and verdicts.status <> 'platform-error'`;

const StandSchema = z.array(z.object({ id: SubmissionIdSchema, stand: z.enum(['in-force', 'known', 'missing']) }));

/** Every submission with a verdict, those handed in last first. */
export const listStands = stored('list what is to be regraded', async (db: Db, target: RegradeTarget) => {
  const result = await db.execute(sql`
    select submissions.id, case
      when ${inForce(target)} then 'in-force'
      when regrading.submission_id is not null then 'known'
      else 'missing' end as stand
    from submissions join verdicts on ${HAS_VERDICT} left join ${regradingBy(target)} on true
    where submissions.exercise_id = ${target.exerciseId}::uuid
    order by submissions.submitted_at desc`);
  return StandSchema.parse(rowsOf(result));
});

/** Those without a verdict, which will be graded by an earlier version: they wait for it, or a fault of ours ended them. */
export const countWithout = stored(
  'count what has no verdict',
  async (db: Db, target: RegradeTarget): Promise<number> => {
    return await db.$count(
      submissions,
      and(
        eq(submissions.exerciseId, target.exerciseId),
        ne(submissions.exerciseVersionId, target.versionId),
        ne(submissions.state, 'superseded'),
        sql`not exists (select 1 from verdicts where ${HAS_VERDICT})`,
      ),
    );
  },
);

type Regradable = Pick<Grading, 'exercise' | 'seed' | 'code' | 'codeHash'>;

/** Undefined when it is gone, or was graded like this before. */
export const findRegradable = stored(
  'find what is regraded',
  async (db: Db, id: SubmissionId, by: By): Promise<Regradable | undefined> => {
    const [row] = await db
      .select({
        exercise: exercises.slug,
        seed: submissions.seed,
        code: submissions.code,
        codeHash: submissions.codeHash,
      })
      .from(submissions)
      .innerJoin(exercises, eq(exercises.id, submissions.exerciseId))
      .where(and(eq(submissions.id, id), sql`not exists (select 1 from ${regradingBy(by)})`));
    return row;
  },
);

/** Of two that grade the same at once, the first keeps it. */
export const keepRegrading = stored(
  'keep a regrading',
  async (
    db: Db,
    submissionId: SubmissionId,
    exerciseVersionId: string,
    { document, madeWith, at }: { document: Result; madeWith: MadeWith; at: Date },
  ): Promise<void> => {
    const { v, status, score, max } = document;
    const { version: graderVersion, build: graderBuild, runtime: graderRuntime } = madeWith.grader;
    await db
      .insert(regradings)
      .values({
        submissionId,
        exerciseVersionId,
        v,
        status,
        score,
        max,
        result: document,
        bundleHash: madeWith.bundleHash,
        graderVersion,
        graderBuild,
        graderRuntime,
        createdAt: at,
      })
      .onConflictDoNothing();
  },
);
