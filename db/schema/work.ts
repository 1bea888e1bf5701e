/** What students do: drafts, submissions, their verdicts, and the grades that follow from them. */
import { sql } from 'drizzle-orm';
import {
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { bundles, exercises, exerciseVersions } from './content';
import { courses } from './courses';
import { users } from './people';

export const drafts = pgTable(
  'drafts',
  {
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    exerciseId: uuid()
      .notNull()
      .references(() => exercises.id, { onDelete: 'cascade' }),
    code: text().notNull(),
    /** Rises by one at each save. */
    version: integer().notNull(),
    savedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.exerciseId] })],
);

export const submissions = pgTable(
  'submissions',
  {
    id: uuid().primaryKey(),
    courseId: uuid()
      .notNull()
      .references(() => courses.id, { onDelete: 'cascade' }),
    exerciseId: uuid()
      .notNull()
      .references(() => exercises.id, { onDelete: 'cascade' }),
    exerciseVersionId: uuid()
      .notNull()
      .references(() => exerciseVersions.id),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** `superseded`: a newer one of the same exercise came while this one waited; it is never graded. */
    state: text({ enum: ['queued', 'grading', 'done', 'superseded'] }).notNull(),
    /** Only of what is superseded: the attempt that took its place. */
    replacedBy: integer(),
    /** Its turn in the fair order of students; null for what is not in that order: retried, handed back, or of old. */
    turn: integer(),
    /** HMAC of the id: every verdict can be replayed. */
    seed: text().notNull(),
    code: text().notNull(),
    codeHash: text().notNull(),
    /** Above the numbers of all earlier ones to the exercise that no fault of ours ended. */
    attempt: integer().notNull(),
    /** How often grading was begun; bounds what a submission that kills its grader can do. */
    starts: integer().notNull().default(0),
    idempotencyKey: text().notNull(),
    submittedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    uniqueIndex('submissions_user_key').on(t.userId, t.idempotencyKey),
    index('submissions_history_idx').on(t.exerciseId, t.userId, t.submittedAt.desc()),
    index('submissions_matrix_idx').on(t.courseId, t.userId, t.exerciseId),
    index('submissions_unfinished_idx')
      .on(t.submittedAt)
      .where(sql`state in ('queued', 'grading')`),
    // The front of the order, its end, and each student's own last turn: looked up with every submission.
    index('submissions_front_idx')
      .on(t.turn)
      .where(sql`state = 'queued'`),
    index('submissions_turn_idx').on(t.turn),
    index('submissions_own_turn_idx').on(t.userId, t.turn),
  ],
);

/** What a grading came to, and what made it. */
const outcome = () => ({
  /** Version of the document in `result`. */
  v: integer().notNull(),
  status: text({ enum: ['graded', 'student-error', 'platform-error'] }).notNull(),
  score: doublePrecision().notNull(),
  max: doublePrecision().notNull(),
  result: jsonb().notNull(),
  /**
   * What graded, so that the verdict can be replayed: the bundle holds everything of ours that judges, the engine
   * included; the grader is what runs it. Null where nothing was graded (a fault of ours) and in rows from before this
   * was written down, whose bundle is that of their exercise version.
   */
  bundleHash: text().references(() => bundles.hash),
  graderVersion: integer(),
  /** Hash of the programs that ran bundle and submission: equal builds on an equal runtime give equal bytes. */
  graderBuild: text(),
  /** Node, V8, the sandbox and the platform: what computes is part of the answer. */
  graderRuntime: text(),
  /** Why there is no grade, for operators; null where there is one. */
  reason: text(),
  /** When there first was a verdict; regrading does not change that. */
  createdAt: timestamp({ withTimezone: true }).notNull(),
});

/** The one in force, for each submission. */
export const verdicts = pgTable(
  'verdicts',
  {
    submissionId: uuid()
      .primaryKey()
      .references(() => submissions.id, { onDelete: 'cascade' }),
    ...outcome(),
  },
  (t) => [
    index('verdicts_status_idx').on(t.status),
    // Rows come in the order of their times: a block range index costs next to nothing when they are stored.
    index('verdicts_created_idx').using('brin', t.createdAt),
  ],
);

/**
 * Gradings of what had its verdict before, by another version of its exercise or a later grader, and the verdicts that gave
 * way to such a one. Rows are only ever added: a submission's code and seed never change, so each is made once and found
 * again.
 */
export const regradings = pgTable(
  'regradings',
  {
    submissionId: uuid()
      .notNull()
      .references(() => submissions.id, { onDelete: 'cascade' }),
    exerciseVersionId: uuid()
      .notNull()
      .references(() => exerciseVersions.id),
    ...outcome(),
    /** 0 for a verdict that gave way and does not say. */
    graderVersion: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.submissionId, t.exerciseVersionId, t.graderVersion] })],
);

/** The grade by the course's policy; made from verdicts, in the transaction that stores them. */
export const grades = pgTable(
  'grades',
  {
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    exerciseId: uuid()
      .notNull()
      .references(() => exercises.id, { onDelete: 'cascade' }),
    courseId: uuid()
      .notNull()
      .references(() => courses.id, { onDelete: 'cascade' }),
    submissionId: uuid()
      .notNull()
      .references(() => submissions.id, { onDelete: 'cascade' }),
    score: doublePrecision().notNull(),
    max: doublePrecision().notNull(),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.exerciseId] }), index('grades_matrix_idx').on(t.courseId, t.userId)],
);
