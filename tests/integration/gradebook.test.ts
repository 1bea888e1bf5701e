/** The matrix, who needs help, and the export, on a class of a few hundred. */
import { createHash, randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditLog, courses, enrolments, exercises, sections, submissions, users, verdicts } from '@/db/schema';
import { SectionIdSchema, SubmissionIdSchema, type SubmissionId } from '@/lib/base/ids';
import type { Result } from '@/lib/exercise/result';
import { exportGrades } from '@/lib/features/gradebook/export-grades';
import { listStudentWork } from '@/lib/features/gradebook/list-student-work';
import { readMatrix } from '@/lib/features/gradebook/read-matrix';
import type { MatrixFilters } from '@/lib/features/gradebook/views';
import { recordVerdict } from '@/lib/features/submissions/grade.store';
import { readSubmission } from '@/lib/features/submissions/read-submission';
import { retrySubmissions } from '@/lib/features/submissions/retry-submissions';
import { noDatabase } from '../support/database';
import { COURSE, EXERCISE, openWorld, type World } from '../support/world';

const ALL: MatrixFilters = { section: null, search: '', state: null };
const MADE_WITH = { bundleHash: null, grader: { version: 1, build: 'build', runtime: 'node' } };
const START = Date.parse('2026-10-01T10:00:00Z');

describe.skipIf(noDatabase)('the gradebook', () => {
  let world: World;
  let clock = START;
  const userOf = async (name: string) => {
    const [row] = await world.deps.db
      .select()
      .from(users)
      .where(eq(users.email, `${name}@test.example`));
    if (!row) throw new Error(`no ${name}`);
    return row.id;
  };
  /** A submission with its verdict, as the grader stores it. */
  const handIn = async (name: string, score: number | 'platform-error' | 'waiting', code = 'squared') => {
    const { db } = world.deps;
    const [exercise] = await db.select().from(exercises);
    if (!exercise?.currentVersionId) throw new Error('no exercise');
    const id = SubmissionIdSchema.parse(randomUUID());
    clock += 60_000;
    const at = new Date(clock);
    const userId = await userOf(name);
    const { courseId } = exercise;
    const codeHash = createHash('sha256').update(id).digest('hex');
    await db.insert(submissions).values({
      id,
      courseId,
      exerciseId: exercise.id,
      exerciseVersionId: exercise.currentVersionId,
      userId,
      state: score === 'waiting' ? 'queued' : 'grading',
      seed: 'seed',
      code: '',
      codeHash,
      attempt: 1,
      idempotencyKey: id,
      submittedAt: at,
    });
    if (score !== 'waiting')
      await recordVerdict(db, id, { document: verdictOf(id, score, code), madeWith: MADE_WITH, at });
    return id;
  };

  beforeAll(async () => {
    world = await openWorld();
    const { db } = world.deps;
    const [course] = await db.select().from(courses).where(eq(courses.slug, COURSE));
    const [section] = await db.select().from(sections).where(eq(sections.name, 'B'));
    if (!course || !section) throw new Error('no course');
    const names = Array.from({ length: 300 }, (_, n) => `student${String(n).padStart(3, '0')}`);
    const rows = await db
      .insert(users)
      .values(names.map((name) => ({ name, email: `${name}@test.example` })))
      .returning();
    await db
      .insert(enrolments)
      .values(
        rows.map((row) => ({ courseId: course.id, userId: row.id, role: 'student' as const, sectionId: section.id })),
      );
    await handIn('ada', 4);
    await handIn('ada', 10);
    for (let n = 0; n < 3; n++) await handIn('ben', 4);
    await handIn('student000', 'platform-error');
    await handIn('student001', 'waiting');
    await handIn('student002', 8);
  });
  afterAll(() => world.close());

  const read = (filters: Partial<MatrixFilters> = {}, page = { offset: 0, limit: 50 }) =>
    readMatrix(world.deps, world.people.tara, { course: COURSE, filters: { ...ALL, ...filters }, ...page });
  const names = (view: Awaited<ReturnType<typeof read>>) => view.rows.map((row) => row.student.name);

  it('shows students by name with the state of each exercise', async () => {
    const view = await read();
    expect(view.total).toBe(302);
    expect(view.exercises.map((exercise) => exercise.slug)).toEqual([EXERCISE]);
    const cells = Object.fromEntries(view.rows.map((row) => [row.student.name, row.cells[0]]));
    expect(cells['ada']).toMatchObject({ state: 'passed', score: 10, attempts: 2 });
    expect(cells['ben']).toMatchObject({ state: 'trying', score: 4, attempts: 3 });
    expect(cells['student000']).toMatchObject({ state: 'platform-error', score: null, attempts: 0 });
    expect(cells['student001']).toMatchObject({ state: 'grading', score: null, attempts: 1 });
    expect(cells['student002']).toMatchObject({ state: 'passed', score: 8 });
    expect(cells['student003']).toEqual({
      state: 'not-started',
      score: null,
      attempts: 0,
      lastSubmissionId: null,
      lastAt: null,
    });
    expect(cells['ada']?.lastAt).toEqual(new Date(START + 2 * 60_000));
    expect(view.rows[0]).toMatchObject({ student: { name: 'ada', section: 'A' }, score: 10 });
  });

  it('pages through everybody exactly once', async () => {
    const seen: string[] = [];
    for (let offset = 0; offset < 302; offset += 100) seen.push(...names(await read({}, { offset, limit: 100 })));
    expect(seen).toHaveLength(302);
    expect(new Set(seen).size).toBe(302);
    expect(seen).toEqual(seen.toSorted());
  });

  it('filters by section, words and state, alone and together', async () => {
    const sectionOf = (name: string) => (view: Awaited<ReturnType<typeof read>>) =>
      SectionIdSchema.parse(view.sections.find((section) => section.name === name)?.id);
    const view = await read();
    const [a, b] = [sectionOf('A')(view), sectionOf('B')(view)];
    expect(names(await read({ section: a }))).toEqual(['ada']);
    expect(names(await read({ search: 'ADA' }))).toEqual(['ada']);
    expect(names(await read({ search: 'student29' }))).toHaveLength(10);
    expect(names(await read({ search: '%' }))).toEqual([]);
    expect(names(await read({ state: 'passed' }))).toEqual(['ada', 'student002']);
    expect(names(await read({ state: 'stuck' }))).toEqual(['ben']);
    expect(names(await read({ state: 'grading' }))).toEqual(['student001']);
    expect(names(await read({ state: 'platform-error' }))).toEqual(['student000']);
    expect(names(await read({ state: 'passed', section: b }))).toEqual(['student002']);
    const untouched = await read({ state: 'not-started' });
    expect(untouched.total).toBe(297);
    expect(names(untouched)).not.toContain('student002');
  });

  it('names who is stuck, with the diagnosis of the last try', async () => {
    const { needsYou } = await read();
    expect(needsYou).toMatchObject([{ student: { name: 'ben' }, attempts: 3, diagnosis: 'squared' }]);
    expect((await read({ section: (await read()).sections[0]?.id ?? null })).needsYou).toEqual([]);
  });

  it('costs a fixed number of statements, whatever the size of the class', async () => {
    const { client, count } = countingDb(world);
    await readMatrix(client, world.people.tara, { course: COURSE, filters: ALL, offset: 0, limit: 10 });
    const few = count();
    await readMatrix(client, world.people.tara, { course: COURSE, filters: ALL, offset: 0, limit: 302 });
    expect(count() - few).toBe(few);
    // Subqueries are counted, too.
    expect(few).toBeLessThan(15);
  });

  it('exports a spreadsheet without formulas, and notes who took it', async () => {
    const { db } = world.deps;
    const evil = '=HYPERLINK("http://evil.example";"click")';
    await db.update(users).set({ name: evil }).where(eq(users.email, 'student005@test.example'));
    await db.update(users).set({ name: 'O’Neill, "Zoë"' }).where(eq(users.email, 'student006@test.example'));
    const { fileName, csv } = await exportGrades(world.deps, world.people.tara, { course: COURSE, filters: ALL });
    expect(fileName).toMatch(/^test-course-grades-\d{4}-\d\d-\d\d\.csv$/);
    const lines = csv.replace('\uFEFF', '').trimEnd().split('\r\n');
    expect(lines[0]).toBe('name,email,section,1.1 double,total,last submission');
    expect(lines).toHaveLength(303);
    expect(lines).toContain('ada,ada@test.example,A,10,10,2026-10-01T10:02:00.000Z');
    expect(lines).toContain('student003,student003@test.example,B,,0,');
    expect(csv).toContain(`"'=HYPERLINK(""http://evil.example"";""click"")"`);
    expect(csv).toContain('"O’Neill, ""Zoë""",student006');
    const entries = await db.select().from(auditLog).where(eq(auditLog.action, 'grades.exported'));
    expect(entries).toMatchObject([{ actorId: world.people.tara.userId, details: { students: 302 } }]);
  });

  it('is closed to students and strangers', async () => {
    const { ada, ben, stranger } = world.people;
    const input = { course: COURSE, filters: ALL, offset: 0, limit: 10 };
    await expect(readMatrix(world.deps, null, input)).rejects.toMatchObject({ code: 'sign_in_required' });
    for (const actor of [ada, stranger]) {
      await expect(readMatrix(world.deps, actor, input)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(exportGrades(world.deps, actor, input)).rejects.toMatchObject({ code: 'forbidden' });
      const work = { course: COURSE, exercise: EXERCISE, student: ben.userId };
      await expect(listStudentWork(world.deps, actor, work)).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  it('leads to a student’s attempts', async () => {
    const { ben, tara } = world.people;
    const work = await listStudentWork(world.deps, tara, { course: COURSE, exercise: EXERCISE, student: ben.userId });
    expect(work).toMatchObject({ student: { name: 'ben', section: 'B' }, exercise: { slug: EXERCISE } });
    expect(work.submissions).toHaveLength(3);
    const unknown = { course: COURSE, exercise: EXERCISE, student: randomUUID() };
    await expect(listStudentWork(world.deps, tara, unknown)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('lets operators send a platform error to the graders again; nothing else', async () => {
    const { deps, people } = world;
    const id = await handIn('student007', 'platform-error');
    const operator = { ...people.tara, operator: true };
    const ids = [id];
    await expect(retrySubmissions(deps, people.ada, { ids })).rejects.toMatchObject({ code: 'forbidden' });
    expect(await retrySubmissions(deps, operator, { ids })).toEqual({ done: 1, skipped: 0 });
    expect(await retrySubmissions(deps, operator, { ids })).toEqual({ done: 0, skipped: 1 });
    expect((await readSubmission(deps, people.tara, { id })).state).toBe('queued');
    const graded = await handIn('student008', 4);
    expect(await retrySubmissions(deps, operator, { ids: [graded] })).toEqual({ done: 0, skipped: 1 });
  });

  it('takes the first verdict for a submission and no second one', async () => {
    const { db } = world.deps;
    const id = await handIn('student009', 4);
    expect(await recordVerdict(db, id, { document: verdictOf(id, 10, ''), madeWith: MADE_WITH, at: new Date() })).toBe(
      false,
    );
    const rows = await db
      .select()
      .from(verdicts)
      .where(and(eq(verdicts.submissionId, id)));
    expect(rows).toMatchObject([{ score: 4 }]);
  });

  it('counts the last submission where the course says so', async () => {
    const { db } = world.deps;
    await db.update(courses).set({ gradePolicy: 'last' }).where(eq(courses.slug, COURSE));
    await handIn('student010', 10);
    await handIn('student010', 4);
    await handIn('student010', 'platform-error');
    const view = await read({ search: 'student010' });
    expect(view.rows[0]?.cells[0]).toMatchObject({ score: 4, attempts: 2 });
    await db.update(courses).set({ gradePolicy: 'best' }).where(eq(courses.slug, COURSE));
  });
});

function verdictOf(id: SubmissionId, score: number | 'platform-error', code: string): Result {
  const failed = score === 'platform-error';
  return {
    v: 1,
    exercise: EXERCISE,
    exerciseHash: 'hash',
    codeHash: id,
    seed: 'seed',
    status: failed ? 'platform-error' : 'graded',
    summary: '',
    score: failed ? 0 : score,
    max: 10,
    checks:
      failed || score === 10
        ? []
        : [
            { id: 'known', name: 'known', status: 'pass', points: 4, max: 4, message: '', open: true },
            {
              id: 'random',
              name: 'random',
              status: 'fail',
              points: 0,
              max: 6,
              message: '',
              open: false,
              diagnosis: { code, text: '' },
            },
          ],
    ms: 1,
  };
}

/** The same services over a database that counts the queries it begins. */
function countingDb(world: World): { client: World['deps']; count: () => number } {
  let begun = 0;
  const db = new Proxy(world.deps.db, {
    get(target, property, receiver) {
      const value: unknown = Reflect.get(target, property, receiver);
      if (property === 'select' || property === 'execute') begun++;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { client: { ...world.deps, db }, count: () => begun };
}
