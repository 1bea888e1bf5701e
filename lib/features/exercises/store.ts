/** Exercises as students and instructors see them. */
import { and, asc, eq, isNotNull, sql } from 'drizzle-orm';
import type { Db } from '../../../db/database';
import { drafts, exercises, exerciseVersions, grades } from '../../../db/schema';
import { stored } from '../../../db/stored';
import type { CourseId, UserId } from '../../base/ids';
import { keepLast } from '../keep-last';
import { ProofSchema, PublicViewSchema, SourcesSchema } from './documents';
import type { ProblemRow, Proof, PublicExercise } from './views';

/** The exercise in force, with the student's own draft and grade. */
export const findOpened = stored(
  'find exercise',
  async (db: Db, { courseId, slug, userId }: { courseId: CourseId; slug: string; userId: UserId }) => {
    const [row] = await db
      .select({
        id: exercises.id,
        versionId: exerciseVersions.id,
        // Another whenever the row was written: a version that is registered again may get a new view.
        written: sql<string>`${exerciseVersions}.xmin::text`,
        draft: { code: drafts.code, version: drafts.version, savedAt: drafts.savedAt },
        grade: { score: grades.score, max: grades.max },
      })
      .from(exercises)
      .innerJoin(exerciseVersions, eq(exerciseVersions.id, exercises.currentVersionId))
      .leftJoin(drafts, and(eq(drafts.exerciseId, exercises.id), eq(drafts.userId, userId)))
      .leftJoin(grades, and(eq(grades.exerciseId, exercises.id), eq(grades.userId, userId)))
      .where(and(eq(exercises.courseId, courseId), eq(exercises.slug, slug)))
      .limit(1);
    if (!row) return null;
    const { versionId, written, ...own } = row;
    const exercise = await readKept(`${versionId} ${written}`, db, versionId);
    return { ...own, exercise };
  },
);

/** Statement, starter and open pack of one are some tens of kilobytes. */
const readKept = keepLast((_, db: Db, versionId: string) => readVersion(db, versionId), { most: 128 });

async function readVersion(db: Db, versionId: string): Promise<PublicExercise> {
  const [row] = await db
    .select({
      hash: exerciseVersions.hash,
      publicView: exerciseVersions.publicView,
      openPack: exerciseVersions.openPack,
    })
    .from(exerciseVersions)
    .where(eq(exerciseVersions.id, versionId))
    .limit(1);
  if (!row) throw new Error('an exercise version is gone');
  const view = PublicViewSchema.parse(row.publicView);
  return { ...view, openPack: { exercise: view.slug, hash: row.hash, text: row.openPack } };
}

const ProofHeadSchema = ProofSchema.pick({ ok: true, provedAt: true });

export const listProblemRows = stored('list problems', async (db: Db, courseId: CourseId): Promise<ProblemRow[]> => {
  const rows = await db
    .select({
      slug: exercises.slug,
      number: exercises.number,
      title: exercises.title,
      points: exercises.points,
      hash: exerciseVersions.hash,
      manifest: exerciseVersions.manifest,
      publicView: exerciseVersions.publicView,
      proof: exerciseVersions.proof,
    })
    .from(exercises)
    .innerJoin(exerciseVersions, eq(exerciseVersions.id, exercises.currentVersionId))
    .where(and(eq(exercises.courseId, courseId), isNotNull(exercises.currentVersionId)))
    .orderBy(asc(exercises.position));
  return rows.map(({ manifest, publicView, proof, ...row }) => {
    const { wrong, also } = SourcesSchema.parse(manifest);
    const checks = PublicViewSchema.pick({ checks: true }).parse(publicView).checks.length;
    const head = proof === null ? null : ProofHeadSchema.parse(proof);
    return { ...row, wrong, also, checks, proof: head && { ok: head.ok, provedAt: head.provedAt } };
  });
});

export const findProof = stored(
  'find proof',
  async (db: Db, courseId: CourseId, slug: string): Promise<Proof | null> => {
    const [row] = await db
      .select({ proof: exerciseVersions.proof })
      .from(exercises)
      .innerJoin(exerciseVersions, eq(exerciseVersions.id, exercises.currentVersionId))
      .where(and(eq(exercises.courseId, courseId), eq(exercises.slug, slug)))
      .limit(1);
    return row?.proof == null ? null : ProofSchema.parse(row.proof);
  },
);
