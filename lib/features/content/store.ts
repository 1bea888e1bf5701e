/** Rows of registered content. Versions are only ever added; what is in force points at one of them. */
import { and, eq, isNull, notInArray, or, sql } from 'drizzle-orm';
import type { Db } from '../../../db/database';
import {
  bundles,
  contentProblems,
  courses,
  exercises,
  exerciseVersions,
  lessons,
  lessonVersions,
  modules,
} from '../../../db/schema';
import { stored } from '../../../db/stored';
import { CourseIdSchema, type CourseId } from '../../base/ids';

export interface CourseRecord {
  slug: string;
  title: string;
  description: string;
  gradePolicy: 'best' | 'last';
  passPercent: number;
  submitLimit: number;
  submitSeconds: number;
  replaceWaiting: boolean;
}

export const upsertCourse = stored('register course', async (db: Db, course: CourseRecord): Promise<CourseId> => {
  const [row] = await db
    .insert(courses)
    .values(course)
    .onConflictDoUpdate({ target: courses.slug, set: course })
    .returning({ id: courses.id });
  return CourseIdSchema.parse(row?.id);
});

/** The course whose content was last registered with this stamp. */
export const findStamped = stored(
  'find registered content',
  async (db: Db, stamp: string): Promise<CourseId | undefined> => {
    const [row] = await db.select({ id: courses.id }).from(courses).where(eq(courses.contentStamp, stamp)).limit(1);
    return row && CourseIdSchema.parse(row.id);
  },
);

export const writeStamp = stored('stamp content', async (db: Db, courseId: CourseId, stamp: string): Promise<void> => {
  await db.update(courses).set({ contentStamp: stamp }).where(eq(courses.id, courseId));
});

export interface ModuleRecord {
  slug: string;
  number: number;
  title: string;
}

/** Ids by slug. */
export const upsertModules = stored(
  'register modules',
  async (db: Db, courseId: CourseId, records: readonly ModuleRecord[]): Promise<Map<string, string>> => {
    const ids = new Map<string, string>();
    for (const { slug, number, title } of records) {
      const [row] = await db
        .insert(modules)
        .values({ courseId, slug, number, title })
        .onConflictDoUpdate({ target: [modules.courseId, modules.slug], set: { number, title } })
        .returning({ id: modules.id });
      if (row) ids.set(slug, row.id);
    }
    return ids;
  },
);

export interface PageRecord {
  courseId: CourseId;
  moduleId: string;
  slug: string;
  number: string;
  title: string;
  minutes: number;
  position: number;
}

export const upsertLesson = stored(
  'register lesson',
  async (db: Db, lesson: PageRecord & { hash: string; content: unknown }): Promise<void> => {
    const { hash, content, ...page } = lesson;
    await db.transaction(async (tx) => {
      const values = { ...page, currentHash: hash };
      const [row] = await tx
        .insert(lessons)
        .values(values)
        .onConflictDoUpdate({ target: [lessons.courseId, lessons.slug], set: values })
        .returning({ id: lessons.id });
      if (row) await tx.insert(lessonVersions).values({ lessonId: row.id, hash, content }).onConflictDoNothing();
    });
  },
);

export const findVersion = stored(
  'find exercise version',
  async (db: Db, key: { courseId: CourseId; slug: string; hash: string; judgeHash: string }) => {
    const [row] = await db
      .select({ versionId: exerciseVersions.id, publicView: exerciseVersions.publicView })
      .from(exerciseVersions)
      .innerJoin(exercises, eq(exercises.id, exerciseVersions.exerciseId))
      .where(
        and(
          eq(exercises.courseId, key.courseId),
          eq(exercises.slug, key.slug),
          eq(exerciseVersions.hash, key.hash),
          eq(exerciseVersions.judgeHash, key.judgeHash),
        ),
      )
      .limit(1);
    return row;
  },
);

export interface VersionRecord {
  hash: string;
  judgeHash: string;
  manifest: unknown;
  publicView: unknown;
  openPack: string;
  bundle: { hash: string; code: string };
  /** The grader that the bundle was made for. */
  graderVersion: number;
}

/** Puts a version in force: a new one, or one that is known by its id. */
export const putInForce = stored(
  'register exercise',
  async (
    db: Db,
    exercise: PageRecord & { points: number },
    version: VersionRecord | { id: string; publicView: unknown },
  ): Promise<void> => {
    await db.transaction(async (tx) => {
      const [row] = await tx
        .insert(exercises)
        .values(exercise)
        .onConflictDoUpdate({ target: [exercises.courseId, exercises.slug], set: exercise })
        .returning({ id: exercises.id });
      if (!row) return;
      const versionId = 'id' in version ? version.id : await addVersion(tx, row.id, version);
      if ('id' in version) {
        const { publicView } = version;
        await tx.update(exerciseVersions).set({ publicView }).where(eq(exerciseVersions.id, versionId));
      }
      await tx.update(exercises).set({ currentVersionId: versionId }).where(eq(exercises.id, row.id));
    });
  },
);

async function addVersion(tx: Db, exerciseId: string, version: VersionRecord): Promise<string> {
  const { bundle, ...row } = version;
  const { hash, judgeHash } = row;
  await tx.insert(bundles).values(bundle).onConflictDoNothing();
  const [added] = await tx
    .insert(exerciseVersions)
    .values({ ...row, exerciseId, bundleHash: bundle.hash })
    .onConflictDoNothing()
    .returning({ id: exerciseVersions.id });
  if (added) return added.id;
  // Another process registered the same version at the same time.
  const [there] = await tx
    .select({ id: exerciseVersions.id })
    .from(exerciseVersions)
    .where(
      and(
        eq(exerciseVersions.exerciseId, exerciseId),
        eq(exerciseVersions.hash, hash),
        eq(exerciseVersions.judgeHash, judgeHash),
      ),
    );
  if (!there) throw new Error('an exercise version can be neither added nor found');
  return there.id;
}

/** What is neither in the content nor broken has left the course; its submissions and grades stay. */
export const retireOthers = stored(
  'retire content',
  async (db: Db, courseId: CourseId, keep: { lessons: string[]; exercises: string[] }): Promise<void> => {
    await db
      .update(lessons)
      .set({ currentHash: null })
      .where(and(eq(lessons.courseId, courseId), notInArray(lessons.slug, ['', ...keep.lessons])));
    await db
      .update(exercises)
      .set({ currentVersionId: null })
      .where(and(eq(exercises.courseId, courseId), notInArray(exercises.slug, ['', ...keep.exercises])));
  },
);

export interface ProblemRecord {
  file: string;
  line: number | null;
  rule: string;
  message: string;
}

export const replaceProblems = stored(
  'register content problems',
  async (db: Db, courseId: CourseId, problems: readonly ProblemRecord[]): Promise<void> => {
    await db.transaction(async (tx) => {
      await tx.delete(contentProblems).where(eq(contentProblems.courseId, courseId));
      if (problems.length === 0) return;
      await tx.insert(contentProblems).values(
        problems.map(({ file, line, rule, message }, position) => ({
          courseId,
          position,
          file,
          line,
          rule,
          message,
        })),
      );
    });
  },
);

export interface Unproved {
  versionId: string;
  /** Of the folder that the version was made from. */
  hash: string;
  slug: string;
  module: string;
}

/** Of an older release: nobody can tell what was proved. */
const NAMES_NO_BUNDLE = sql`(${exerciseVersions.proof} -> 'rules' is not null and ${exerciseVersions.proof} -> 'bundle' is null)`;

/** Versions in force that nobody has proved yet, or whose proof names no bundle. */
export const listUnproved = stored('list unproved exercises', async (db: Db): Promise<Unproved[]> => {
  return await db
    .select({
      versionId: exerciseVersions.id,
      hash: exerciseVersions.hash,
      slug: exercises.slug,
      module: modules.slug,
    })
    .from(exercises)
    .innerJoin(modules, eq(modules.id, exercises.moduleId))
    .innerJoin(exerciseVersions, eq(exerciseVersions.id, exercises.currentVersionId))
    .where(or(isNull(exerciseVersions.proof), NAMES_NO_BUNDLE))
    .orderBy(exercises.position);
});

export const writeProof = stored('store proof', async (db: Db, versionId: string, proof: unknown): Promise<void> => {
  await db.update(exerciseVersions).set({ proof }).where(eq(exerciseVersions.id, versionId));
});
