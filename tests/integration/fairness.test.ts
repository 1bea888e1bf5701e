/** Who is graded next, what is not graded at all, and what is not taken in: through the real queue. */
import { randomUUID } from 'node:crypto';
import { desc, eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { courses, rateLimits, submissions, verdicts } from '@/db/schema';
import type { Actor } from '@/lib/access/policy';
import type { Result } from '@/lib/exercise/result';
import { readCourseHome } from '@/lib/features/courses/read-course-home';
import type { Deps } from '@/lib/features/deps';
import { readMatrix } from '@/lib/features/gradebook/read-matrix';
import { gradeJob } from '@/lib/features/submissions/grade.job';
import { beginGrading } from '@/lib/features/submissions/grade.store';
import { listSubmissions } from '@/lib/features/submissions/list-submissions';
import { readSubmission } from '@/lib/features/submissions/read-submission';
import { retrySubmissions } from '@/lib/features/submissions/retry-submissions';
import { submit } from '@/lib/features/submissions/submit';
import { sweepUnfinished } from '@/lib/features/submissions/sweep-unfinished';
import type { SubmissionEvent, SubmissionRow } from '@/lib/features/submissions/views';
import { readLine } from '@/lib/features/submissions/waiting-line';
import { watchSubmission } from '@/lib/features/submissions/watch-submission';
import { listLine } from '@/lib/jobs/line.store';
import { forgetJob } from '@/lib/jobs/queue.store';
import { noDatabase } from '../support/database';
import { until } from '../support/until';
import { COURSE, EXERCISE, openWorld, RIGHT, WRONG, type World } from '../support/world';

const NEWEST_GRADER = 1_000_000;

describe.skipIf(noDatabase)('before the graders', () => {
  let world: World;
  let ada: Actor;
  let ben: Actor;
  beforeAll(async () => {
    // Nothing takes jobs until a test says so.
    world = await openWorld();
    ({ ada, ben } = world.people);
  });
  afterAll(() => world.close());
  const empty = async () => {
    const { db } = world.deps;
    for (const id of await line()) await forgetJob(db, gradeJob.name, id);
    await db.delete(submissions);
    await db.delete(rateLimits);
  };
  beforeEach(empty);
  afterEach(() => policy({ submitLimit: 10, submitSeconds: 60, replaceWaiting: true }));

  const policy = (values: Partial<typeof courses.$inferInsert>) =>
    world.deps.db.update(courses).set(values).where(eq(courses.slug, COURSE));
  const handIn = (actor: Actor, { code = RIGHT, key, deps }: { code?: string; key?: string; deps?: Deps } = {}) =>
    submit(deps ?? world.deps, actor, {
      course: COURSE,
      exercise: EXERCISE,
      code,
      idempotencyKey: key ?? randomUUID(),
    });
  const idOf = async (actor: Actor, code = RIGHT) => {
    const result = await handIn(actor, { code });
    if (result.kind !== 'queued') throw new Error(`expected queued, got ${result.kind}`);
    return result.id;
  };
  const line = () => listLine(world.deps.db, gradeJob.name);
  const stateOf = async (id: string) => {
    const [row] = await world.deps.db
      .select({ state: submissions.state, replacedBy: submissions.replacedBy })
      .from(submissions)
      .where(eq(submissions.id, id));
    return row;
  };
  const eventsOf = async (actor: Actor, id: string, enough: (event: SubmissionEvent) => boolean) => {
    const gone = new AbortController();
    const events: SubmissionEvent[] = [];
    for await (const event of watchSubmission(world.deps, actor, { id }, gone.signal)) {
      events.push(event);
      if (enough(event)) gone.abort();
    }
    return events;
  };

  describe('turns', () => {
    beforeEach(() => policy({ replaceWaiting: false }));

    it('lets a student’s first go before another’s second, whoever came first', async () => {
      const first = [await idOf(ada), await idOf(ada), await idOf(ada)];
      const second = [await idOf(ben), await idOf(ben)];
      expect(await line()).toEqual([first[0], second[0], first[1], second[1], first[2]]);
    });

    it('counts what a student had of this round already', async () => {
      const mine = [await idOf(ada), await idOf(ada)];
      const his = await idOf(ben);
      // A grader has begun both firsts, and ben comes again at once: ada's second came before.
      for (const id of [mine[0], his]) if (id) await begin(id);
      const again = await idOf(ben);
      expect(await line()).toEqual([mine[1], again]);
    });

    it('keeps turns apart when submissions come at once', async () => {
      const ids = await Promise.all(Array.from({ length: 5 }, () => idOf(ada)));
      const rows = await world.deps.db.select({ turn: submissions.turn }).from(submissions);
      expect(new Set(rows.map(({ turn }) => turn)).size).toBe(ids.length);
    });

    it('brings a lost job back to its place, and puts what is retried behind', async () => {
      const [a, b] = [await idOf(ada), await idOf(ben)];
      const { db } = world.deps;
      await forgetJob(db, gradeJob.name, a);
      const old = await idOf(ada);
      await forgetJob(db, gradeJob.name, old);
      await db.update(submissions).set({ turn: null }).where(eq(submissions.id, old));
      const later = await idOf(ben);
      expect(await sweepUnfinished(world.deps, { alone: false })).toBe(2);
      // The same turn as ben's first, which has waited longer in the queue.
      expect(await line()).toEqual([b, a, later, old]);
    });
  });

  it('dates submissions by the database, each later than the student’s last', async () => {
    const { db } = world.deps;
    const first = await idOf(ada);
    const ahead = new Date(Date.now() + 600_000);
    await db.update(submissions).set({ submittedAt: ahead }).where(eq(submissions.id, first));
    const deps = { ...world.deps, now: () => new Date(0) };
    await handIn(ada, { deps });
    await handIn(ben, { deps });
    const rows = await db
      .select({ userId: submissions.userId, at: submissions.submittedAt })
      .from(submissions)
      .orderBy(desc(submissions.submittedAt));
    expect(rows.slice(0, 2).map(({ at }) => at.getTime())).toEqual([ahead.getTime() + 1, ahead.getTime()]);
    const his = rows.find(({ userId }) => userId === ben.userId)?.at.getTime() ?? 0;
    expect(Math.abs(his - Date.now())).toBeLessThan(300_000);
  });

  describe('a newer submission of the same exercise', () => {
    it('takes the place of one that waits, which is never graded', async () => {
      const old = await idOf(ada, WRONG);
      const his = await idOf(ben);
      const watching = eventsOf(ada, old, () => false);
      const newer = await idOf(ada);
      expect(await line()).toEqual([newer, his]);
      expect((await watching).at(-1)).toMatchObject({
        kind: 'superseded',
        submission: { id: old, attempt: 1, state: 'superseded', replacedBy: 2, status: null, score: null },
      });
      expect(await beginGrading(world.deps.db, old, NEWEST_GRADER)).toEqual({ kind: 'nothing-to-do' });
      expect(await sweepUnfinished(world.deps, { alone: true })).toBe(0);
      const operator = { ...world.people.tara, operator: true };
      expect(await retrySubmissions(world.deps, operator, { ids: [old] })).toEqual({ done: 0, skipped: 1 });
      expect(await stateOf(old)).toEqual({ state: 'superseded', replacedBy: 2 });
    });

    it('has a number of its own, though a fault of ours gave one back', async () => {
      const failed = await idOf(ada);
      await begin(failed);
      const old = await idOf(ada, WRONG);
      await putVerdict(failed, new Date(), 'platform-error');
      expect(await handIn(ada)).toMatchObject({ kind: 'queued', attempt: 3 });
      expect(await stateOf(old)).toEqual({ state: 'superseded', replacedBy: 3 });
    });

    it('leaves alone what a grader has begun', async () => {
      const begun = await idOf(ada, WRONG);
      await begin(begun);
      await idOf(ada);
      expect(await stateOf(begun)).toEqual({ state: 'grading', replacedBy: null });
    });

    it('lets one of both have it when they come at the same moment', async () => {
      for (let round = 0; round < 5; round++) {
        const old = await idOf(ada);
        const [beginning] = await Promise.all([
          beginGrading(world.deps.db, old, NEWEST_GRADER),
          handIn(ada, { code: WRONG }),
        ]);
        const state = (await stateOf(old))?.state;
        expect([beginning.kind, state]).toEqual(
          state === 'grading' ? ['begun', 'grading'] : ['nothing-to-do', 'superseded'],
        );
        await empty();
      }
    });

    it('waits beside it where the course wants it so', async () => {
      await policy({ replaceWaiting: false });
      const ids = [await idOf(ada), await idOf(ada)];
      expect(await line()).toEqual(ids);
    });

    it('does nothing when it is the same request again', async () => {
      const key = randomUUID();
      const first = await handIn(ada, { key });
      expect(await handIn(ada, { key })).toEqual({ ...first, kind: 'repeated' });
      expect(await world.deps.db.select().from(submissions)).toMatchObject([{ state: 'queued', attempt: 1 }]);
    });
  });

  it('tells each page its place in the order of grading, and moves it on', async () => {
    await policy({ replaceWaiting: false });
    const mine = [await idOf(ada), await idOf(ada)];
    const his = await idOf(ben);
    const last = await eventsOf(ada, mine[1] ?? '', placed);
    const second = await eventsOf(ben, his, placed);
    expect([last.at(-1), second.at(-1)]).toMatchObject([
      { kind: 'state', state: 'queued', ahead: 2 },
      { kind: 'state', state: 'queued', ahead: 1 },
    ]);
    await forgetJob(world.deps.db, gradeJob.name, mine[0] ?? '');
    const moved = await eventsOf(ben, his, (event) => event.kind === 'state' && event.ahead === 0);
    expect(moved.at(-1)).toMatchObject({ ahead: 0 });
  });

  it('estimates the wait from the verdicts since somebody waits', async () => {
    const { db } = world.deps;
    await policy({ replaceWaiting: false });
    const ids = [await idOf(ada), await idOf(ada), await idOf(ada), await idOf(ada), await idOf(ada)];
    const now = Date.now();
    // The first has waited for 40 seconds; three others have got their verdicts since then, and one long ago.
    await db.update(submissions).set({ submittedAt: new Date(now - 40_000) });
    const look = async (at: number[]) => {
      for (const [place, ms] of at.entries()) await putVerdict(ids[place] ?? '', new Date(now - ms));
      // This server's clock is wrong by an hour.
      const deps = { ...world.deps, now: () => new Date(now - 3_600_000), db: Object.create(db) as typeof db };
      return await readLine(deps);
    };
    expect(await look([4000, 90_000])).toMatchObject({ perSecond: null });
    const seen = await look([4000, 90_000, 3000, 2000]);
    expect(seen.perSecond).toBeCloseTo(3 / 40, 2);
    expect(seen.waitMs(2)).toBeCloseTo(seen.waitedMs, 0);
  });

  it('takes nothing in while too much waits, and the same request later', async () => {
    const deps = { ...world.deps, queueBounds: { waiting: 2, seconds: 600 } };
    await policy({ replaceWaiting: false });
    await idOf(ada);
    await idOf(ben);
    await until('the line to be seen', async () => (await readLine(deps)).length === 2);
    const key = randomUUID();
    expect(await handIn(ada, { key, deps })).toEqual({ kind: 'busy', retryAfterMs: 5000 });
    expect(await world.deps.db.select().from(submissions)).toHaveLength(2);
    // One that replaces another makes the line no longer.
    await policy({ replaceWaiting: true });
    expect(await handIn(ben, { deps, code: WRONG })).toMatchObject({ kind: 'queued', attempt: 2 });
    await policy({ replaceWaiting: false });
    // It cost nothing: neither a row nor one of the tries in a minute.
    await policy({ submitLimit: 2 });
    const [first] = await line();
    await forgetJob(world.deps.db, gradeJob.name, first ?? '');
    const later = await until('room', async () => {
      const answer = await handIn(ada, { key, deps });
      return answer.kind !== 'busy' && answer;
    });
    expect(later).toMatchObject({ kind: 'queued', attempt: 2 });
  });

  it('takes nothing in while the first waits too long', async () => {
    const deps = { ...world.deps, queueBounds: { waiting: 100, seconds: 60 } };
    const id = await idOf(ada);
    await world.deps.db.update(submissions).set({ submittedAt: new Date(Date.now() - 61_000) });
    await until('the wait to be seen', async () => (await readLine(deps)).waitedMs > 60_000);
    expect((await handIn(ben, { deps })).kind).toBe('busy');
    // What waits for a newer grader, or was retried, is no reason to send students away.
    await world.deps.db.update(submissions).set({ turn: null }).where(eq(submissions.id, id));
    await until('that to be seen', async () => (await readLine(deps)).waitedMs === 0);
    expect((await handIn(ben, { deps })).kind).toBe('queued');
  });

  it('limits submissions as the course says', async () => {
    await policy({ submitLimit: 2, submitSeconds: 600 });
    await idOf(ada);
    await idOf(ada);
    const refused = await handIn(ada);
    expect(refused).toMatchObject({ kind: 'too-many', limit: 2, seconds: 600 });
    expect(refused.kind === 'too-many' && refused.retryAfterMs).toBeGreaterThan(60_000);
    expect((await handIn(ben)).kind).toBe('queued');
  });

  it('counts no submission that could not be stored', async () => {
    await policy({ submitLimit: 1, submitSeconds: 600 });
    const send = () => Promise.reject(new Error('no room on the disk'));
    const deps = { ...world.deps, jobs: { ...world.deps.jobs, send } };
    await expect(handIn(ada, { deps })).rejects.toThrow();
    expect((await handIn(ada)).kind).toBe('queued');
    expect((await handIn(ada)).kind).toBe('too-many');
  });

  it('counts what was replaced nowhere, and shows it', async () => {
    const { deps, people } = world;
    const old = await idOf(ada, WRONG);
    const newer = await idOf(ada);
    await putVerdict(newer, new Date());
    const home = await readCourseHome(deps, ada, { course: COURSE });
    expect(home.modules.flatMap((module) => module.exercises)).toMatchObject([{ state: 'trying', attempts: 1 }]);
    const filters = { section: null, search: 'ada', state: null };
    const matrix = await readMatrix(deps, people.tara, { course: COURSE, filters, offset: 0, limit: 10 });
    expect(JSON.stringify(matrix.rows)).toContain('"attempts":1');
    const rows = await listSubmissions(deps, ada, { course: COURSE, exercise: EXERCISE });
    expect(rows.map(({ attempt, state, replacedBy }: SubmissionRow) => [attempt, state, replacedBy])).toEqual([
      [2, 'done', null],
      [1, 'superseded', 2],
    ]);
    expect(await readSubmission(deps, people.tara, { id: old })).toMatchObject({ state: 'superseded', code: WRONG });
  });

  const placed = (event: SubmissionEvent) => event.kind === 'state' && event.ahead !== null;
  const begin = async (id: string) => {
    await beginGrading(world.deps.db, id as SubmissionRow['id'], NEWEST_GRADER);
    await forgetJob(world.deps.db, gradeJob.name, id);
  };
  const putVerdict = async (submissionId: string, createdAt: Date, status: Result['status'] = 'graded') => {
    const { db } = world.deps;
    await db
      .insert(verdicts)
      .values({ submissionId, v: 1, status, score: 10, max: 10, result: {}, createdAt })
      .onConflictDoNothing();
    await db.update(submissions).set({ state: 'done' }).where(eq(submissions.id, submissionId));
    await forgetJob(db, gradeJob.name, submissionId);
  };
});
