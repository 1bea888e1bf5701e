/** The matrix as SQL: a fixed number of statements whatever the size of the class. */
import { and, asc, count, eq, ilike, inArray, ne, or, sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../db/database';
import { enrolments, exercises, grades, sections, submissions, users, verdicts } from '../../../db/schema';
import { stored } from '../../../db/stored';
import {
  SectionIdSchema,
  SubmissionIdSchema,
  UserIdSchema,
  type CourseId,
  type SectionId,
  type UserId,
} from '../../base/ids';
import type { CellState, MatrixCell, MatrixFilters, MatrixView } from './views';

export interface Scope {
  courseId: CourseId;
  passPercent: number;
  filters: MatrixFilters;
}

/** Three tries without a pass. */
const STUCK_ATTEMPTS = 3;

/** Students and exercises with enough submissions to be stuck: found in an index, before anything is joined. */
function mayBeStuck(db: Db, courseId: CourseId): SQL {
  const pairs = db
    .select({ userId: submissions.userId, exerciseId: submissions.exerciseId })
    .from(submissions)
    .where(and(eq(submissions.courseId, courseId), ne(submissions.state, 'superseded')))
    .groupBy(submissions.userId, submissions.exerciseId)
    .having(sql`count(*) >= ${STUCK_ATTEMPTS}`);
  return sql`(${submissions.userId}, ${submissions.exerciseId}) in ${pairs}`;
}

/** One row for each student and exercise with at least one submission. */
function cellsOf(db: Db, scope: Scope, students: readonly UserId[] | 'all' | 'maybe-stuck') {
  const { courseId, passPercent } = scope;
  // A tiny slack: rounding must not take a pass away.
  const passed = sql`coalesce(max(${grades.score}) >= max(${grades.max}) * ${passPercent}::float8 / 100 - 1e-9, false)`;
  const pending = sql`bool_or(${submissions.state} <> 'done')`;
  const attempts = sql<number>`(count(*) filter (where ${verdicts.status} is distinct from 'platform-error'))::int`;
  const newest = sql`${submissions.submittedAt} desc, ${submissions.attempt} desc`;
  const lastStatus = sql`(array_agg(${verdicts.status} order by ${newest}))[1]`;
  return db
    .select({
      userId: submissions.userId,
      exerciseId: submissions.exerciseId,
      attempts: attempts.as('attempts'),
      score: sql<number | null>`max(${grades.score})`.as('score'),
      lastAt: sql<Date>`max(${submissions.submittedAt})`.mapWith(submissions.submittedAt).as('last_at'),
      lastId: sql<string>`(array_agg(${submissions.id} order by ${newest}))[1]`.as('last_id'),
      state: sql<CellState>`case
        when ${passed} then 'passed'
        when ${pending} then 'grading'
        when ${lastStatus} = 'platform-error' then 'platform-error'
        when ${attempts} > 0 then 'trying'
        else 'not-started' end`.as('state'),
    })
    .from(submissions)
    .innerJoin(exercises, eq(exercises.id, submissions.exerciseId))
    .leftJoin(verdicts, eq(verdicts.submissionId, submissions.id))
    .leftJoin(grades, and(eq(grades.userId, submissions.userId), eq(grades.exerciseId, submissions.exerciseId)))
    .where(
      and(
        eq(submissions.courseId, courseId),
        // What was replaced while it waited is as if it had never been sent.
        ne(submissions.state, 'superseded'),
        sql`${exercises.currentVersionId} is not null`,
        students === 'all'
          ? undefined
          : students === 'maybe-stuck'
            ? mayBeStuck(db, courseId)
            : inArray(submissions.userId, [...students]),
      ),
    )
    .groupBy(submissions.userId, submissions.exerciseId)
    .as('cells');
}

/** Students of the course that pass the filters. */
function matches(db: Db, scope: Scope): SQL | undefined {
  const { courseId, filters } = scope;
  const words = filters.search.trim().replace(/[\\%_]/g, (sign) => `\\${sign}`);
  return and(
    eq(enrolments.courseId, courseId),
    eq(enrolments.role, 'student'),
    filters.section === null ? undefined : eq(enrolments.sectionId, filters.section),
    words === '' ? undefined : or(ilike(users.name, `%${words}%`), ilike(users.email, `%${words}%`)),
    hasCell(db, scope),
  );
}

function hasCell(db: Db, scope: Scope): SQL | undefined {
  const { state } = scope.filters;
  if (state === null) return undefined;
  const cells = cellsOf(db, scope, state === 'stuck' ? 'maybe-stuck' : 'all');
  if (state === 'not-started') {
    const begun = db
      .select({ userId: cells.userId })
      .from(cells)
      .where(sql`${cells.state} <> 'not-started'`)
      .groupBy(cells.userId)
      .having(
        sql`count(*) >= (select count(*) from ${exercises} where ${exercises.courseId} = ${scope.courseId}
          and ${exercises.currentVersionId} is not null)`,
      );
    return sql`${users.id} not in ${begun}`;
  }
  const wanted =
    state === 'stuck'
      ? and(inArray(cells.state, ['trying', 'platform-error']), sql`${cells.attempts} >= ${STUCK_ATTEMPTS}`)
      : eq(cells.state, state);
  return sql`${users.id} in ${db.select({ userId: cells.userId }).from(cells).where(wanted)}`;
}

export interface StudentRow {
  id: UserId;
  name: string;
  email: string;
  section: string | null;
}

export const countStudents = stored('count students', async (db: Db, scope: Scope): Promise<number> => {
  const [row] = await db
    .select({ number: count() })
    .from(enrolments)
    .innerJoin(users, eq(users.id, enrolments.userId))
    .where(matches(db, scope));
  return row?.number ?? 0;
});

/** By name. Without a page: all of them. */
export const listStudents = stored(
  'list students',
  async (db: Db, scope: Scope, page: { offset: number; limit: number } | null): Promise<StudentRow[]> => {
    const query = db
      .select({ id: users.id, name: users.name, email: users.email, section: sections.name })
      .from(enrolments)
      .innerJoin(users, eq(users.id, enrolments.userId))
      .leftJoin(sections, eq(sections.id, enrolments.sectionId))
      .where(matches(db, scope))
      .orderBy(asc(users.name), asc(users.id))
      .$dynamic();
    const rows = await (page ? query.limit(page.limit).offset(page.offset) : query);
    return rows.map((row) => ({ ...row, id: UserIdSchema.parse(row.id) }));
  },
);

/** By student, then by exercise. */
export const readCells = stored(
  'read matrix cells',
  async (db: Db, scope: Scope, students: readonly UserId[]): Promise<Map<string, Map<string, MatrixCell>>> => {
    const byStudent = new Map<string, Map<string, MatrixCell>>();
    if (students.length === 0) return byStudent;
    const rows = await db.select().from(cellsOf(db, scope, students));
    for (const { userId, exerciseId, lastId, lastAt, ...rest } of rows) {
      const row = byStudent.get(userId) ?? new Map<string, MatrixCell>();
      byStudent.set(userId, row);
      row.set(exerciseId, { ...rest, lastSubmissionId: SubmissionIdSchema.parse(lastId), lastAt });
    }
    return byStudent;
  },
);

export const listSections = stored(
  'list sections',
  async (db: Db, courseId: CourseId): Promise<MatrixView['sections']> => {
    const rows = await db
      .select({ id: sections.id, name: sections.name })
      .from(sections)
      .where(eq(sections.courseId, courseId))
      .orderBy(asc(sections.name));
    return rows.map((row) => ({ ...row, id: SectionIdSchema.parse(row.id) }));
  },
);

const NEEDS_YOU = 20;

/** Stuck students of the section, those who tried last first. */
export const listStuck = stored(
  'list stuck students',
  async (db: Db, scope: Scope, section: SectionId | null): Promise<MatrixView['needsYou']> => {
    const cells = cellsOf(db, scope, 'maybe-stuck');
    const rows = await db
      .select({
        student: { id: users.id, name: users.name },
        exercise: { slug: exercises.slug, number: exercises.number, title: exercises.title },
        attempts: cells.attempts,
        lastAt: cells.lastAt,
        submissionId: cells.lastId,
        diagnosis: sql<string | null>`jsonb_path_query_first(
          ${verdicts.result}, '$.checks[*].diagnosis.code ? (@ != "")') #>> '{}'`,
      })
      .from(cells)
      .innerJoin(users, eq(users.id, cells.userId))
      .innerJoin(exercises, eq(exercises.id, cells.exerciseId))
      .innerJoin(enrolments, and(eq(enrolments.userId, users.id), eq(enrolments.courseId, scope.courseId)))
      .leftJoin(verdicts, sql`${verdicts.submissionId} = ${cells.lastId}`)
      .where(
        and(
          eq(enrolments.role, 'student'),
          section === null ? undefined : eq(enrolments.sectionId, section),
          inArray(cells.state, ['trying', 'platform-error']),
          sql`${cells.attempts} >= ${STUCK_ATTEMPTS}`,
        ),
      )
      .orderBy(sql`${cells.lastAt} desc`)
      .limit(NEEDS_YOU);
    return rows.map((row) => ({
      ...row,
      student: { ...row.student, id: UserIdSchema.parse(row.student.id) },
      submissionId: SubmissionIdSchema.parse(row.submissionId),
    }));
  },
);
