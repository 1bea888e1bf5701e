/** Gradings beside the verdicts: which are missing, which there are, and putting them in force. */
import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { rowsOf, type Db } from '../../../db/database';
import { courses, exercises, exerciseVersions, grades, regradings, submissions } from '../../../db/schema';
import { stored } from '../../../db/stored';
import { SubmissionIdSchema, UserIdSchema, type SubmissionId, type UserId } from '../../base/ids';
import type { Result } from '../../exercise/result';
import { lockWork } from '../advisory-lock.store';
import { recordAudit } from '../audit.store';
import { gradeFrom, type GradePolicy, type Grading, type MadeWith } from './grade.store';
import { announcement } from './store';

/** What is graded by from now on: an exercise's version in force, and graders from this version on. */
export interface RegradeTarget {
  course: string;
  exercise: string;
  courseId: string;
  exerciseId: string;
  policy: GradePolicy;
  versionId: string;
  /** Of the exercise's files. */
  hash: string;
  bundleHash: string;
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
        policy: courses.gradePolicy,
        versionId: exerciseVersions.id,
        hash: exerciseVersions.hash,
        bundleHash: exerciseVersions.bundleHash,
      })
      .from(exercises)
      .innerJoin(courses, eq(courses.id, exercises.courseId))
      .innerJoin(exerciseVersions, eq(exerciseVersions.id, exercises.currentVersionId))
      .where(and(eq(exercises.slug, exercise), course === undefined ? undefined : eq(courses.slug, course)))
      .orderBy(courses.slug);
    return rows.map((row) => ({ ...row, graderVersion }));
  },
);

type By = Pick<RegradeTarget, 'versionId' | 'graderVersion'>;

/** The same grading, made before. */
const sameGrading = ({ versionId, graderVersion }: By) => sql`
  regradings.submission_id = submissions.id and regradings.exercise_version_id = ${versionId}::uuid
  and regradings.grader_version >= ${graderVersion}::int`;

/** Whether the verdict in force is what a regrading would make. */
const inForce = ({ bundleHash, graderVersion }: RegradeTarget) => sql`
  (verdicts.bundle_hash = ${bundleHash} and verdicts.grader_version >= ${graderVersion}::int) is true`;

const HAS_VERDICT = sql`
  submissions.state = 'done' and verdicts.submission_id = submissions.id and verdicts.status <> 'platform-error'`;

const StandSchema = z.array(z.object({ id: SubmissionIdSchema, stand: z.enum(['in-force', 'known', 'missing']) }));

/** Every submission with a verdict, those handed in last first. */
export const listStands = stored('list what is to be regraded', async (db: Db, target: RegradeTarget) => {
  const result = await db.execute(sql`
    select submissions.id, case
      when ${inForce(target)} then 'in-force'
      when exists (select 1 from regradings where ${sameGrading(target)}) then 'known'
      else 'missing' end as stand
    from submissions join verdicts on ${HAS_VERDICT}
    where submissions.exercise_id = ${target.exerciseId}::uuid
    order by submissions.submitted_at desc`);
  return StandSchema.parse(rowsOf(result));
});

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
      .where(and(eq(submissions.id, id), sql`not exists (select 1 from regradings where ${sameGrading(by)})`));
    return row;
  },
);

/** One that was made by a later grader stays. */
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
    const { bundleHash } = madeWith;
    const made = { graderVersion, graderBuild, graderRuntime, bundleHash, createdAt: at };
    const row = { v, status, score, max, result: document, reason: null, ...made };
    await db
      .insert(regradings)
      .values({ submissionId, exerciseVersionId, ...row })
      .onConflictDoUpdate({
        target: [regradings.submissionId, regradings.exerciseVersionId],
        set: row,
        setWhere: or(isNull(regradings.graderVersion), lt(regradings.graderVersion, graderVersion)),
      });
  },
);

/** Students with gradings that could take the place of their verdicts. */
export const listRegraded = stored('list regraded students', async (db: Db, target: RegradeTarget) => {
  const result = await db.execute(sql`
    select distinct submissions.user_id as id
    from submissions join verdicts on ${HAS_VERDICT} join regradings on ${sameGrading(target)}
    where submissions.exercise_id = ${target.exerciseId}::uuid and not ${inForce(target)}
    order by 1`);
  return z
    .array(z.object({ id: UserIdSchema }))
    .parse(rowsOf(result))
    .map(({ id }) => id);
});

const ChangeSchema = z
  .object({
    id: SubmissionIdSchema,
    attempt: z.number(),
    old_score: z.number(),
    old_max: z.number(),
    score: z.number(),
    max: z.number(),
    reads_the_same: z.boolean(),
  })
  .transform(({ old_score, old_max, score, max, reads_the_same: readsTheSame, ...rest }) => ({
    ...rest,
    before: { score: old_score, max: old_max },
    after: { score, max },
    readsTheSame,
  }));

/** A submission whose verdict gives way. */
export type RegradeChange = z.output<typeof ChangeSchema>;
export type Points = RegradeChange['before'];

export interface StudentRegrade {
  student: UserId;
  changes: RegradeChange[];
  grade: { before: Points | null; after: Points | null };
}

interface PutInForce {
  /** `raises`: only where the share of points is no smaller than before. */
  only: 'all' | 'raises';
  /** Does it all, and takes it all back: so what is foretold is what would be. */
  dryRun: boolean;
  at: Date;
}

class TakeBack extends Error {}

/**
 * Puts one student's regradings in force, with the grade and the audit entries that follow. The verdicts that give way are
 * kept as regradings by their own version, so that it can be undone.
 */
export const putInForce = stored(
  'put regradings in force',
  async (db: Db, target: RegradeTarget, student: UserId, { only, dryRun, at }: PutInForce): Promise<StudentRegrade> => {
    let outcome: StudentRegrade = { student, changes: [], grade: { before: null, after: null } };
    await db
      .transaction(async (transaction) => {
        const tx: Db = transaction;
        await lockWork(tx, student, target.exerciseId);
        const changes = (await listChanges(tx, target, student)).filter(
          ({ before, after }) => only === 'all' || share(after) >= share(before),
        );
        const before = await readGrade(tx, target, student);
        if (changes.length > 0) {
          await swap(tx, target, changes);
          await tx.execute(gradeFrom(ownVerdicts(target, student), target.policy, at));
        }
        outcome = { student, changes, grade: { before, after: await readGrade(tx, target, student) } };
        if (dryRun) throw new TakeBack();
        for (const change of changes) {
          const details = {
            submission: change.id,
            from: change.before.score,
            to: change.after.score,
            max: change.after.max,
            version: target.hash,
          };
          await recordAudit(tx, {
            at,
            actorId: null,
            courseId: target.courseId,
            action: 'submission.regraded',
            details,
          });
        }
      })
      .catch((error: unknown) => {
        if (!(error instanceof TakeBack)) throw error;
      });
    return outcome;
  },
);

const share = ({ score, max }: Points): number => (max > 0 ? score / max : 0);

async function listChanges(tx: Db, target: RegradeTarget, userId: UserId): Promise<RegradeChange[]> {
  const result = await tx.execute(sql`
    select submissions.id, submissions.attempt, verdicts.score as old_score, verdicts.max as old_max, regradings.score,
      regradings.max,
      verdicts.result -> 'checks' = regradings.result -> 'checks'
        and verdicts.result -> 'summary' = regradings.result -> 'summary' as reads_the_same
    from submissions join verdicts on ${HAS_VERDICT} join regradings on ${sameGrading(target)}
    where submissions.exercise_id = ${target.exerciseId}::uuid and submissions.user_id = ${userId}::uuid
      and not ${inForce(target)}
    order by submissions.submitted_at`);
  return z.array(ChangeSchema).parse(rowsOf(result));
}

/** What a grading consists of, in verdicts and in regradings. */
const OUTCOME = sql.raw(
  'v, status, score, max, result, bundle_hash, grader_version, grader_build, grader_runtime, reason, created_at',
);

/** Verdict and regrading change places: every part of the statement sees the rows as they were before. */
async function swap(tx: Db, { versionId }: RegradeTarget, changes: readonly RegradeChange[]): Promise<void> {
  const ids = sql.join(
    changes.map(({ id }) => sql`${id}::uuid`),
    sql`, `,
  );
  await tx.execute(sql`
    with fresh as (
      select * from regradings where exercise_version_id = ${versionId}::uuid and submission_id in (${ids})
    ),
    kept as (
      insert into regradings (submission_id, exercise_version_id, ${OUTCOME})
      select submission_id, version_id, ${OUTCOME}
      from (select verdicts.*, submissions.exercise_version_id as version_id
        from verdicts join submissions on submissions.id = verdicts.submission_id) old
      where submission_id in (select submission_id from fresh)
      on conflict (submission_id, exercise_version_id) do update set (${OUTCOME}) = (
        select ${OUTCOME} from verdicts where verdicts.submission_id = excluded.submission_id)
    ),
    replaced as (
      update verdicts set (${OUTCOME}) = (select ${OUTCOME} from fresh where fresh.submission_id = verdicts.submission_id)
      where submission_id in (select submission_id from fresh)
      returning submission_id
    )
    -- Without a turn: how long it took from the click says nothing about the graders any more.
    update submissions set exercise_version_id = ${versionId}::uuid, turn = null
    from replaced where submissions.id = replaced.submission_id
    returning ${announcement(sql`submissions.id`)}`);
}

const ownVerdicts = ({ exerciseId }: RegradeTarget, userId: UserId) => sql`
  select submissions.user_id, submissions.exercise_id, submissions.course_id, verdicts.submission_id, verdicts.score,
    verdicts.max, submissions.submitted_at, submissions.attempt
  from submissions join verdicts on ${HAS_VERDICT}
  where submissions.exercise_id = ${exerciseId}::uuid and submissions.user_id = ${userId}::uuid`;

async function readGrade(tx: Db, { exerciseId }: RegradeTarget, userId: UserId): Promise<Points | null> {
  const [row] = await tx
    .select({ score: grades.score, max: grades.max })
    .from(grades)
    .where(and(eq(grades.exerciseId, exerciseId), eq(grades.userId, userId)));
  return row ?? null;
}
