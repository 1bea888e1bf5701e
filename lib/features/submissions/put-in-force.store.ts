/** Puts regradings in force, student by student: the verdicts change, the grade with them, and nothing is lost. */
import { and, eq, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { rowsOf, type Db } from '../../../db/database';
import { courses, exercises, grades } from '../../../db/schema';
import { stored } from '../../../db/stored';
import { SubmissionIdSchema, UserIdSchema, type UserId } from '../../base/ids';
import { lockWork } from '../advisory-lock.store';
import { recordAudit, type AuditEntry } from '../audit.store';
import { gradeFrom, type GradePolicy } from './grade.store';
import { HAS_VERDICT, inForce, regradingBy, type RegradeTarget } from './regrade.store';
import { announcement } from './store';

/** Students with gradings that could take the place of their verdicts. */
export const listRegraded = stored('list regraded students', async (db: Db, target: RegradeTarget) => {
  const result = await db.execute(sql`
    select distinct submissions.user_id as id
    from submissions join verdicts on ${HAS_VERDICT} join ${regradingBy(target)} on true
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

/** Points and their share of all there are: `down` when either falls, `up` when one rises and none falls. */
export function directionOf({ before, after }: { before: Points; after: Points }): 'up' | 'down' | 'same' {
  const rises = [after.score - before.score, share(after) - share(before)];
  if (rises.some((rise) => rise < 0)) return 'down';
  return rises.some((rise) => rise > 0) ? 'up' : 'same';
}

const share = ({ score, max }: Points): number => (max > 0 ? score / max : 0);

export interface StudentRegrade {
  student: UserId;
  changes: RegradeChange[];
  grade: { before: Points | null; after: Points | null };
}

interface PutInForce {
  /** `raises`: only where it takes away neither points nor a share of them. */
  only: 'all' | 'raises';
  /** Does it all, and takes it all back: so what is foretold is what would be. */
  dryRun: boolean;
  at: Date;
}

class TakeBack extends Error {}

/**
 * Puts one student's regradings in force, with the grade and the audit entries that follow. The verdicts that give way are
 * kept as regradings by their own version, so that it can be undone. Null, and nothing is done, when the target is not the
 * version in force any more.
 */
export const putInForce = stored(
  'put regradings in force',
  async (
    db: Db,
    target: RegradeTarget,
    student: UserId,
    { only, dryRun, at }: PutInForce,
  ): Promise<StudentRegrade | null> => {
    let outcome: StudentRegrade | null = null;
    await db
      .transaction(async (transaction) => {
        const tx: Db = transaction;
        await lockWork(tx, student, target.exerciseId);
        const policy = await policyFor(tx, target);
        if (policy === null) return;
        const changes = (await listChanges(tx, target, student)).filter(
          (change) => only === 'all' || directionOf(change) !== 'down',
        );
        const before = await readGrade(tx, target, student);
        if (changes.length > 0) {
          await swap(tx, target, changes);
          await tx.execute(gradeFrom(ownVerdicts(target, student), policy, at));
        }
        outcome = { student, changes, grade: { before, after: await readGrade(tx, target, student) } };
        if (dryRun) throw new TakeBack();
        for (const change of changes) await recordAudit(tx, entryOf(target, change, at));
      })
      .catch((error: unknown) => {
        if (!(error instanceof TakeBack)) throw error;
      });
    return outcome;
  },
);

/** How the course grades; null when the exercise has another version in force. It stays so until the transaction ends. */
async function policyFor(tx: Db, { exerciseId, versionId }: RegradeTarget): Promise<GradePolicy | null> {
  const [row] = await tx
    .select({ policy: courses.gradePolicy })
    .from(exercises)
    .innerJoin(courses, eq(courses.id, exercises.courseId))
    .where(and(eq(exercises.id, exerciseId), eq(exercises.currentVersionId, versionId)))
    .for('share');
  return row?.policy ?? null;
}

function entryOf({ courseId, hash }: RegradeTarget, { id, before, after }: RegradeChange, at: Date): AuditEntry {
  const points = { from: before.score, fromMax: before.max, to: after.score, toMax: after.max };
  const details = { submission: id, ...points, version: hash };
  return { at, actorId: null, courseId, action: 'submission.regraded', details };
}

async function listChanges(tx: Db, target: RegradeTarget, userId: UserId): Promise<RegradeChange[]> {
  // How long it took, and by which files, is nothing that a student reads.
  const read = (document: SQL) => sql`${document} - 'ms' - 'exerciseHash'`;
  const result = await tx.execute(sql`
    select submissions.id, submissions.attempt, verdicts.score as old_score, verdicts.max as old_max, regrading.score,
      regrading.max, ${read(sql`verdicts.result`)} = ${read(sql`regrading.result`)} as reads_the_same
    from submissions join verdicts on ${HAS_VERDICT} join ${regradingBy(target)} on true
    where submissions.exercise_id = ${target.exerciseId}::uuid and submissions.user_id = ${userId}::uuid
      and not ${inForce(target)}
    order by submissions.submitted_at`);
  return z.array(ChangeSchema).parse(rowsOf(result));
}

/** What a grading consists of. */
const OUTCOME = sql.raw('v, status, score, max, result, bundle_hash, grader_build, grader_runtime, reason');

/** Every part of the statement sees the rows as they were before. */
async function swap(tx: Db, target: RegradeTarget, changes: readonly RegradeChange[]): Promise<void> {
  const ids = sql.join(
    changes.map(({ id }) => sql`${id}::uuid`),
    sql`, `,
  );
  await tx.execute(sql`
    with fresh as (
      select regrading.* from submissions join ${regradingBy(target)} on true where submissions.id in (${ids})
    ),
    kept as (
      insert into regradings (submission_id, exercise_version_id, grader_version, created_at, ${OUTCOME})
      select submission_id, version_id, coalesce(grader_version, 0), created_at, ${OUTCOME}
      from (select verdicts.*, submissions.exercise_version_id as version_id
        from verdicts join submissions on submissions.id = verdicts.submission_id) old
      where submission_id in (${ids})
      on conflict do nothing
    ),
    replaced as (
      update verdicts set (grader_version, ${OUTCOME}) = (
        select grader_version, ${OUTCOME} from fresh where fresh.submission_id = verdicts.submission_id)
      where submission_id in (select submission_id from fresh)
      returning submission_id
    )
    update submissions set exercise_version_id = ${target.versionId}::uuid
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
