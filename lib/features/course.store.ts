/** Looks up what nearly every use case begins with: the course, and an exercise of it. */
import { and, asc, eq, isNotNull, sql } from 'drizzle-orm';
import { courses, exercises, exerciseVersions, lessons, modules } from '../../db/schema';
import type { Db } from '../../db/database';
import { stored } from '../../db/stored';
import { CourseIdSchema, type CourseId } from '../base/ids';

export interface CourseRow {
  id: CourseId;
  slug: string;
  title: string;
  description: string;
  gradePolicy: 'best' | 'last';
  /** From this share of the points an exercise is passed. */
  passPercent: number;
  /** Per student and exercise: so many submissions in so many seconds. */
  submitLimit: number;
  submitSeconds: number;
  /** A newer submission takes the place of an older one of the same exercise that waits. */
  replaceWaiting: boolean;
}

export const findCourse = stored('find course', async (db: Db, slug: string): Promise<CourseRow | undefined> => {
  const [row] = await db.select().from(courses).where(eq(courses.slug, slug)).limit(1);
  return row && { ...row, id: CourseIdSchema.parse(row.id) };
});

export interface ExerciseHead {
  id: string;
  slug: string;
  number: string;
  title: string;
  points: number;
  minutes: number;
  module: { slug: string; number: number; title: string };
}

/** All exercises in force, in the course's order. */
export const listExerciseHeads = stored(
  'list exercises',
  async (db: Db, courseId: CourseId): Promise<ExerciseHead[]> => {
    return await db
      .select({
        id: exercises.id,
        slug: exercises.slug,
        number: exercises.number,
        title: exercises.title,
        points: exercises.points,
        minutes: exercises.minutes,
        module: { slug: modules.slug, number: modules.number, title: modules.title },
      })
      .from(exercises)
      .innerJoin(modules, eq(modules.id, exercises.moduleId))
      .where(and(eq(exercises.courseId, courseId), isNotNull(exercises.currentVersionId)))
      .orderBy(asc(exercises.position));
  },
);

export interface LessonHead {
  id: string;
  /** Of the version in force. */
  hash: string;
  slug: string;
  number: string;
  title: string;
  minutes: number;
  module: { slug: string; number: number; title: string };
}

/** All lessons in force, in the course's order. */
export const listLessonHeads = stored('list lessons', async (db: Db, courseId: CourseId): Promise<LessonHead[]> => {
  return await db
    .select({
      id: lessons.id,
      // Not null, as asked for below.
      hash: sql<string>`${lessons.currentHash}`,
      slug: lessons.slug,
      number: lessons.number,
      title: lessons.title,
      minutes: lessons.minutes,
      module: { slug: modules.slug, number: modules.number, title: modules.title },
    })
    .from(lessons)
    .innerJoin(modules, eq(modules.id, lessons.moduleId))
    .where(and(eq(lessons.courseId, courseId), isNotNull(lessons.currentHash)))
    .orderBy(asc(lessons.position));
});

export interface ExerciseRef {
  id: string;
  slug: string;
  number: string;
  title: string;
  points: number;
  versionId: string;
  hash: string;
}

/** The exercise and the version in force. */
export const findExercise = stored(
  'find exercise',
  async (db: Db, courseId: CourseId, slug: string): Promise<ExerciseRef | undefined> => {
    const [row] = await db
      .select({
        id: exercises.id,
        slug: exercises.slug,
        number: exercises.number,
        title: exercises.title,
        points: exercises.points,
        versionId: exerciseVersions.id,
        hash: exerciseVersions.hash,
      })
      .from(exercises)
      .innerJoin(exerciseVersions, eq(exerciseVersions.id, exercises.currentVersionId))
      .where(and(eq(exercises.courseId, courseId), eq(exercises.slug, slug)))
      .limit(1);
    return row;
  },
);
