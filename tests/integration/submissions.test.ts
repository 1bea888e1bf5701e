/** From handing in to the verdict, through the real queue and real children. */
import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditLog, grades, rateLimits, submissions, verdicts } from '@/db/schema';
import type { Actor } from '@/lib/access/policy';
import { readWorkbench } from '@/lib/features/exercises/read-workbench';
import { readCourseHome } from '@/lib/features/courses/read-course-home';
import { readLesson } from '@/lib/features/lessons/read-lesson';
import { listSubmissions } from '@/lib/features/submissions/list-submissions';
import { readSubmission } from '@/lib/features/submissions/read-submission';
import { seedOf } from '@/lib/features/submissions/seed';
import { submit } from '@/lib/features/submissions/submit';
import type { SubmissionEvent } from '@/lib/features/submissions/views';
import { watchSubmission } from '@/lib/features/submissions/watch-submission';
import { noDatabase } from '../support/database';
import { COURSE, EXERCISE, openWorld, RIGHT, SECRET, WRONG, type World } from '../support/world';

const deadline = () => AbortSignal.timeout(20_000);

describe.skipIf(noDatabase)('submissions', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
    await world.grade();
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.deps.db.delete(submissions);
    await world.deps.db.delete(rateLimits);
  });

  const handIn = (actor: Actor, code: string, idempotencyKey: string = randomUUID()) =>
    submit(world.deps, actor, { course: COURSE, exercise: EXERCISE, code, idempotencyKey });
  const idOf = async (actor: Actor, code: string) => {
    const result = await handIn(actor, code);
    if (result.kind !== 'queued') throw new Error(`expected queued, got ${result.kind}`);
    return result.id;
  };
  const watch = async (actor: Actor, id: string) => {
    const events: SubmissionEvent[] = [];
    for await (const event of watchSubmission(world.deps, actor, { id }, deadline())) events.push(event);
    return events;
  };
  const verdictOf = async (actor: Actor, id: string) => {
    const last = (await watch(actor, id)).at(-1);
    if (last?.kind !== 'done') throw new Error('no verdict');
    return last;
  };

  it('gives a right answer full marks, a grade, and an entry in the audit log', async () => {
    const { ada } = world.people;
    const id = await idOf(ada, RIGHT);
    const { submission, result } = await verdictOf(ada, id);
    expect(submission).toMatchObject({ id, attempt: 1, state: 'done', status: 'graded', score: 10, max: 10 });
    expect(result.checks.map(({ id: check, status }) => [check, status])).toEqual([
      ['known', 'pass'],
      ['random', 'pass'],
    ]);
    const [grade] = await world.deps.db.select().from(grades).where(eq(grades.submissionId, id));
    expect(grade).toMatchObject({ score: 10, max: 10, userId: ada.userId });
    const entries = await world.deps.db.select().from(auditLog).where(eq(auditLog.action, 'submission.graded'));
    expect(entries.filter((entry) => JSON.stringify(entry.details).includes(id))).toHaveLength(1);
    const [row] = await world.deps.db.select().from(submissions).where(eq(submissions.id, id));
    expect(row?.seed).toBe(seedOf(SECRET, id));
    expect(row?.seed).toMatch(/^[0-9a-f]{64}$/);
  });

  it('stores a verdict on answers and prints that hold characters no database text may', async () => {
    const { ada, tara } = world.people;
    const id = await idOf(ada, "export function double(x) { console.log('a\\0b\\ud800c'); return 'x\\0y\\udc00z'; }");
    const { result } = await verdictOf(ada, id);
    expect(result).toMatchObject({ status: 'graded', score: 0, logs: expect.stringMatching(/^a.b.c\n/) as unknown });
    const forStaff = await readSubmission(world.deps, tara, { id });
    expect(forStaff.result?.checks.every(({ status }) => status === 'fail')).toBe(true);
  });

  it('names the mistake of a wrong answer, and tells the student nothing of hidden inputs', async () => {
    const { ada, tara } = world.people;
    const id = await idOf(ada, WRONG);
    const { result } = await verdictOf(ada, id);
    const hidden = result.checks.find((check) => check.id === 'random');
    expect(hidden).toMatchObject({ status: 'fail', diagnosis: { code: 'squared' } });
    expect(Object.keys(hidden?.diagnosis ?? {}).toSorted()).toEqual(['code', 'named', 'text']);
    expect(hidden).not.toHaveProperty('shown');
    expect(result.seed).toBe('');
    const forStaff = await readSubmission(world.deps, tara, { id });
    expect(forStaff.staff).toBe(true);
    expect(forStaff.result?.seed).toMatch(/^[0-9a-f]{64}$/);
  });

  it('answers a program that does not parse with line and column', async () => {
    const { ada } = world.people;
    const { result } = await verdictOf(ada, await idOf(ada, 'export function double(x) {\n  return x +;\n}'));
    expect(result).toMatchObject({ status: 'student-error', score: 0, fault: { kind: 'syntax-error', line: 2 } });
  });

  it('keeps the best by policy, and the earlier of two equals', async () => {
    const { ben } = world.people;
    const first = await idOf(ben, RIGHT);
    await watch(ben, first);
    await watch(ben, await idOf(ben, WRONG));
    await watch(ben, await idOf(ben, RIGHT));
    const [grade] = await world.deps.db.select().from(grades).where(eq(grades.userId, ben.userId));
    expect(grade).toMatchObject({ submissionId: first, score: 10 });
    const rows = await listSubmissions(world.deps, ben, { course: COURSE, exercise: EXERCISE });
    expect(rows.map((row) => [row.attempt, row.score])).toEqual([
      [3, 10],
      [2, 0],
      [1, 10],
    ]);
  });

  it('stores one submission for a key, however often and at once it is sent', async () => {
    const { ada } = world.people;
    const key = randomUUID();
    const results = await Promise.all(Array.from({ length: 6 }, () => handIn(ada, RIGHT, key)));
    expect(results.filter((result) => result.kind === 'queued')).toHaveLength(1);
    expect(results.filter((result) => result.kind === 'repeated')).toHaveLength(5);
    expect(new Set(results.map((result) => ('id' in result ? result.id : null))).size).toBe(1);
    expect(await world.deps.db.select().from(submissions)).toHaveLength(1);
  });

  it('numbers attempts without gaps when they come at once', async () => {
    const { ada } = world.people;
    const ids = await Promise.all(Array.from({ length: 5 }, () => idOf(ada, RIGHT)));
    for (const id of ids) await watch(ada, id);
    const rows = await listSubmissions(world.deps, ada, { course: COURSE, exercise: EXERCISE });
    expect(rows.map((row) => row.attempt).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
    // Those that were replaced while they waited have none; the newest always has one.
    expect(rows.find((row) => row.attempt === 5)?.state).toBe('done');
    expect(await world.deps.db.select().from(verdicts)).toHaveLength(rows.filter((row) => row.state === 'done').length);
  });

  it('lets nobody but the student and the staff of the course see it', async () => {
    const { ada, ben, ines, stranger } = world.people;
    const id = await idOf(ada, RIGHT);
    await verdictOf(ada, id);
    await expect(readSubmission(world.deps, ben, { id })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(readSubmission(world.deps, stranger, { id })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(readSubmission(world.deps, null, { id })).rejects.toMatchObject({ code: 'sign_in_required' });
    await expect(watch(ben, id)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(readSubmission(world.deps, ada, { id: randomUUID() })).rejects.toMatchObject({ code: 'not_found' });
    await expect(readSubmission(world.deps, ada, { id: "1' or '1'='1" })).rejects.toMatchObject({ code: 'not_found' });
    expect((await readSubmission(world.deps, ines, { id })).code).toBe(RIGHT);
    await expect(handIn(stranger, RIGHT)).rejects.toMatchObject({ code: 'forbidden' });
    const elsewhere = { course: COURSE, exercise: 'nothing', code: RIGHT, idempotencyKey: randomUUID() };
    await expect(submit(world.deps, ada, elsewhere)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('shows the state on course home, lesson and workbench', async () => {
    const { ada } = world.people;
    await verdictOf(ada, await idOf(ada, RIGHT));
    const home = await readCourseHome(world.deps, ada, { course: COURSE });
    expect(home.progress).toEqual({ passed: 1, exercises: 1, score: 10, points: 10 });
    expect(home.next).toBeNull();
    const lesson = await readLesson(world.deps, ada, { course: COURSE, lesson: 'first' });
    expect(lesson.exercises).toMatchObject([{ slug: EXERCISE, state: 'passed', attempts: 1 }]);
    const bench = await readWorkbench(world.deps, ada, { course: COURSE, exercise: EXERCISE });
    expect(bench.grade).toEqual({ score: 10, max: 10, policy: 'best' });
    expect(bench.submissions).toHaveLength(1);
    expect(bench.exercise.starter).toContain('Not written yet');
    expect(JSON.stringify(bench)).not.toContain('return 2 * x');
    expect(bench.exercise.openPack.text).not.toContain('random');
  });

  it('stops watching when the page goes away', async () => {
    const { ada } = world.people;
    const id = await idOf(ada, RIGHT);
    const gone = new AbortController();
    const events = watchSubmission(world.deps, ada, { id }, gone.signal);
    await events.next();
    gone.abort();
    for await (const event of events) expect(event.kind).toBe('done');
  });

  // Last: a student who is over the limit is refused from memory until the minute is over.
  it('refuses what is too large or no text, and too many in a minute, and stores none of it', async () => {
    const { ada } = world.people;
    expect(await handIn(ada, `// ${'é'.repeat(50_000)}`)).toEqual({
      kind: 'too-large',
      bytes: 100_003,
      limitBytes: 100_000,
    });
    await expect(handIn(ada, `// \0`)).rejects.toMatchObject({ code: 'bad_request' });
    for (let sent = 0; sent < 10; sent++) expect((await handIn(ada, RIGHT)).kind).toBe('queued');
    const refused = await handIn(ada, RIGHT);
    expect(refused).toMatchObject({ kind: 'too-many' });
    expect(refused.kind === 'too-many' && refused.retryAfterMs).toBeGreaterThan(0);
    expect(await world.deps.db.select().from(submissions)).toHaveLength(10);
  });
});
