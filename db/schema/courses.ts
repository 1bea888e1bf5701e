/** Courses, their sections, and who takes which part in them. */
import { boolean, index, integer, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { users } from './people';

export const courses = pgTable(
  'courses',
  {
    id: uuid().primaryKey().defaultRandom(),
    slug: text().notNull(),
    title: text().notNull(),
    description: text().notNull().default(''),
    gradePolicy: text({ enum: ['best', 'last'] })
      .notNull()
      .default('best'),
    /** From this share of the points an exercise is passed. */
    passPercent: integer().notNull().default(80),
    /** Per student and exercise: so many submissions in so many seconds. */
    submitLimit: integer().notNull().default(10),
    submitSeconds: integer().notNull().default(60),
    /** Whether a newer submission takes the place of an older one of the same exercise that still waits. */
    replaceWaiting: boolean().notNull().default(true),
    /** Of the content and of the code that read it, at the last registration: the same again needs no work. */
    contentStamp: text(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [uniqueIndex('courses_slug_key').on(t.slug)],
);

export const sections = pgTable(
  'sections',
  {
    id: uuid().primaryKey().defaultRandom(),
    courseId: uuid()
      .notNull()
      .references(() => courses.id, { onDelete: 'cascade' }),
    name: text().notNull(),
  },
  (t) => [uniqueIndex('sections_course_name_key').on(t.courseId, t.name)],
);

export const enrolments = pgTable(
  'enrolments',
  {
    id: uuid().primaryKey().defaultRandom(),
    courseId: uuid()
      .notNull()
      .references(() => courses.id, { onDelete: 'cascade' }),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: text({ enum: ['student', 'ta', 'instructor', 'admin'] }).notNull(),
    sectionId: uuid().references(() => sections.id, { onDelete: 'set null' }),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('enrolments_course_user_key').on(t.courseId, t.userId),
    index('enrolments_user_idx').on(t.userId),
    index('enrolments_matrix_idx').on(t.courseId, t.role, t.sectionId),
  ],
);
