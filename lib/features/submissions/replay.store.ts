/** Stored verdicts with all that it takes to grade again. Nothing is written here. */
import { desc, eq, ne, sql } from 'drizzle-orm';
import type { Db } from '../../../db/database';
import { bundles, exercises, exerciseVersions, submissions, verdicts } from '../../../db/schema';
import { stored } from '../../../db/stored';
import { SubmissionIdSchema, type SubmissionId } from '../../base/ids';
import type { GraderId } from '../../runner';
import { exportsOf } from './grade.store';

export interface StoredVerdict {
  id: SubmissionId;
  exercise: string;
  exerciseHash: string;
  seed: string;
  code: string;
  codeHash: string;
  exports: string[];
  bundleHash: string;
  /** The grader that the bundle was made for. */
  bundleGrader: number;
  /** The columns beside the document, which lists and grades are made from. */
  columns: { v: number; status: string; score: number; max: number };
  /** As it lies in the database, not yet parsed. */
  result: unknown;
  /** Null in rows from before it was written down. */
  grader: GraderId | null;
}

/** The bundle that graded; for old rows, that of the exercise version. */
const BUNDLE = sql<string>`coalesce(${verdicts.bundleHash}, ${exerciseVersions.bundleHash})`;

export const findStoredVerdict = stored(
  'find stored verdict',
  async (db: Db, id: SubmissionId): Promise<StoredVerdict | 'unknown' | 'without-verdict' | 'superseded'> => {
    const [row] = await db
      .select({
        exercise: exercises.slug,
        exerciseHash: exerciseVersions.hash,
        manifest: exerciseVersions.manifest,
        bundleGrader: exerciseVersions.graderVersion,
        bundleHash: BUNDLE,
        seed: submissions.seed,
        code: submissions.code,
        codeHash: submissions.codeHash,
        state: submissions.state,
        verdict: verdicts,
      })
      .from(submissions)
      .innerJoin(exercises, eq(exercises.id, submissions.exerciseId))
      .innerJoin(exerciseVersions, eq(exerciseVersions.id, submissions.exerciseVersionId))
      .leftJoin(verdicts, eq(verdicts.submissionId, submissions.id))
      .where(eq(submissions.id, id))
      .limit(1);
    if (!row) return 'unknown';
    const { verdict, manifest, state, ...rest } = row;
    if (!verdict) return state === 'superseded' ? state : 'without-verdict';
    const {
      v,
      status,
      score,
      max,
      result,
      graderVersion: version,
      graderBuild: build,
      graderRuntime: runtime,
    } = verdict;
    const known = version !== null && build !== null && runtime !== null;
    return {
      id,
      ...rest,
      exports: exportsOf(manifest),
      columns: { v, status, score, max },
      result,
      grader: known ? { version, build, runtime } : null,
    };
  },
);

export const findBundle = stored('find bundle', async (db: Db, hash: string): Promise<string | undefined> => {
  const [row] = await db.select({ code: bundles.code }).from(bundles).where(eq(bundles.hash, hash)).limit(1);
  return row?.code;
});

/** Submissions with a verdict that can be replayed, the newest first. A fault of ours is nothing to replay. */
export const listReplayable = stored(
  'list replayable verdicts',
  async (db: Db, limit: number | undefined): Promise<SubmissionId[]> => {
    const query = db
      .select({ id: verdicts.submissionId })
      .from(verdicts)
      .where(ne(verdicts.status, 'platform-error'))
      .orderBy(desc(verdicts.createdAt), desc(verdicts.submissionId));
    const rows = await (limit === undefined ? query : query.limit(limit));
    return rows.map((row) => SubmissionIdSchema.parse(row.id));
  },
);
