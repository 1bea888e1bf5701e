/** Modules, lessons and exercises. Every version and bundle that was ever registered is kept, by content hash. */
import {
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
  type AnyPgColumn,
} from 'drizzle-orm/pg-core';
import { courses } from './courses';

const courseId = () =>
  uuid()
    .notNull()
    .references(() => courses.id, { onDelete: 'cascade' });

export const modules = pgTable(
  'modules',
  {
    id: uuid().primaryKey().defaultRandom(),
    courseId: courseId(),
    slug: text().notNull(),
    number: integer().notNull(),
    title: text().notNull(),
  },
  (t) => [uniqueIndex('modules_course_slug_key').on(t.courseId, t.slug)],
);

export const lessons = pgTable(
  'lessons',
  {
    id: uuid().primaryKey().defaultRandom(),
    courseId: courseId(),
    moduleId: uuid()
      .notNull()
      .references(() => modules.id),
    slug: text().notNull(),
    number: text().notNull(),
    title: text().notNull(),
    minutes: integer().notNull(),
    /** Order within the course. */
    position: integer().notNull(),
    /** The hash of the version in force; null once the lesson left the course. */
    currentHash: text(),
  },
  (t) => [uniqueIndex('lessons_course_slug_key').on(t.courseId, t.slug)],
);

export const lessonVersions = pgTable(
  'lesson_versions',
  {
    id: uuid().primaryKey().defaultRandom(),
    lessonId: uuid()
      .notNull()
      .references(() => lessons.id, { onDelete: 'cascade' }),
    hash: text().notNull(),
    /** The rendered lesson. */
    content: jsonb().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [uniqueIndex('lesson_versions_lesson_hash_key').on(t.lessonId, t.hash)],
);

export const exercises = pgTable(
  'exercises',
  {
    id: uuid().primaryKey().defaultRandom(),
    courseId: courseId(),
    moduleId: uuid()
      .notNull()
      .references(() => modules.id),
    slug: text().notNull(),
    number: text().notNull(),
    title: text().notNull(),
    minutes: integer().notNull(),
    points: doublePrecision().notNull(),
    position: integer().notNull(),
    /** The version in force; null once the exercise left the course. */
    currentVersionId: uuid().references((): AnyPgColumn => exerciseVersions.id),
  },
  (t) => [
    uniqueIndex('exercises_course_slug_key').on(t.courseId, t.slug),
    index('exercises_order_idx').on(t.courseId, t.position),
  ],
);

/**
 * Judge bundles by what they are: checks, reference, wrong solutions, engine and kernel in one script. Graders on any
 * machine load them from here, so a verdict needs no files of any exercise and replays after those have changed. The key
 * is the code's own hash: equal code is kept once, and nobody can pass other code off as the one that graded.
 */
export const bundles = pgTable('bundles', {
  /** SHA-256 of `code`. */
  hash: text().primaryKey(),
  code: text().notNull(),
  createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
});

export const exerciseVersions = pgTable(
  'exercise_versions',
  {
    id: uuid().primaryKey().defaultRandom(),
    exerciseId: uuid()
      .notNull()
      .references(() => exercises.id, { onDelete: 'cascade' }),
    /** Of the folder's content. */
    hash: text().notNull(),
    /** Of our own sources that went into the bundle: a changed judge makes a new version. */
    judgeHash: text().notNull(),
    manifest: jsonb().notNull(),
    /** What students may see, without the open pack. */
    publicView: jsonb().notNull(),
    /** Open checks with their answers, as text of the pack's own form. */
    openPack: text().notNull(),
    bundleHash: text()
      .notNull()
      .references(() => bundles.hash),
    /** The grader version that the bundle was made for; older graders don't speak its language and leave it alone. */
    graderVersion: integer().notNull().default(1),
    /** The kill matrix and rules, once proved. */
    proof: jsonb(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [uniqueIndex('exercise_versions_exercise_hash_key').on(t.exerciseId, t.hash, t.judgeHash)],
);

/** What could not be loaded at the last registration; staff see it. */
export const contentProblems = pgTable(
  'content_problems',
  {
    id: uuid().primaryKey().defaultRandom(),
    courseId: courseId(),
    position: integer().notNull(),
    file: text().notNull(),
    line: integer(),
    rule: text().notNull(),
    message: text().notNull(),
  },
  (t) => [index('content_problems_course_idx').on(t.courseId, t.position)],
);
