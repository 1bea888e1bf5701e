/** What operators see and do: numbers without people, retries and cancellations, each written into the audit log. */
import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditLog, submissions, users, verdicts, workers } from '@/db/schema';
import type { Actor } from '@/lib/access/policy';
import type { SubmissionId } from '@/lib/base/ids';
import { readOperation } from '@/lib/features/operations/read-operation';
import { cancelSubmissions } from '@/lib/features/submissions/cancel-submissions';
import { gradeJob } from '@/lib/features/submissions/grade.job';
import { readSubmission } from '@/lib/features/submissions/read-submission';
import { retrySubmissions } from '@/lib/features/submissions/retry-submissions';
import { submit } from '@/lib/features/submissions/submit';
import { listLine } from '@/lib/jobs/line.store';
import { noDatabase } from '../support/database';
import { until } from '../support/until';
import { COURSE, EXERCISE, openWorld, RIGHT, type World } from '../support/world';

const NAMES = /Ada|Ben|ada@|ben@|double\(x/;

describe.skipIf(noDatabase)('what operators see and do', () => {
  let world: World;
  let operator: Actor;
  beforeAll(async () => {
    world = await openWorld();
    await world.deps.db.update(users).set({ operator: true }).where(eq(users.email, 'stranger@test.example'));
    operator = await world.actor('stranger');
  });
  afterAll(() => world.close());

  const handIn = async (as: Actor): Promise<SubmissionId> => {
    const to = { course: COURSE, exercise: EXERCISE, code: RIGHT, idempotencyKey: randomUUID() };
    const result = await submit(world.deps, as, to);
    if (result.kind !== 'queued') throw new Error(`expected queued, got ${result.kind}`);
    return result.id;
  };
  const view = () => readOperation(world.deps, operator);
  const lanes = async () => Object.fromEntries((await view()).lanes.map(({ lane, waiting }) => [lane, waiting]));
  const audited = async (action: string) =>
    (await world.deps.db.select().from(auditLog).where(eq(auditLog.action, action))).map(({ actorId, details }) => ({
      actorId,
      details,
    }));

  it('are nobody’s whose account does not say so, whatever their role in a course', async () => {
    const { deps, people } = world;
    for (const other of [people.ada, people.tara, people.ines]) {
      await expect(readOperation(deps, other)).rejects.toMatchObject({ code: 'forbidden' });
      const id = randomUUID() as SubmissionId;
      await expect(retrySubmissions(deps, other, { ids: [id] })).rejects.toMatchObject({ code: 'forbidden' });
      await expect(cancelSubmissions(deps, other, { ids: [id] })).rejects.toMatchObject({ code: 'forbidden' });
    }
    await expect(readOperation(deps, null)).rejects.toMatchObject({ code: 'sign_in_required' });
  });

  it('give no right to students’ work', async () => {
    const id = await handIn(world.people.ada);
    await expect(readSubmission(world.deps, operator, { id })).rejects.toMatchObject({ code: 'forbidden' });
    expect(JSON.stringify(await view())).not.toMatch(NAMES);
    await cancelSubmissions(world.deps, operator, { ids: [id] });
  });

  it('take a waiting submission out of the queue; the student is told, and loses no attempt', async () => {
    const { deps, people } = world;
    const id = await handIn(people.ada);
    expect(await lanes()).toEqual({ interactive: 1, behind: 0 });
    expect((await view()).waiting.map((row) => row.id)).toEqual([id]);
    const before = (await audited('submission.cancelled')).length;
    expect(await cancelSubmissions(deps, operator, { ids: [id] })).toEqual({ done: 1, skipped: 0 });
    expect(await lanes()).toEqual({ interactive: 0, behind: 0 });
    expect((await deps.jobs.states(deps.db, gradeJob, [id])).size).toBe(0);
    const shown = await readSubmission(deps, people.ada, { id });
    expect(shown).toMatchObject({ state: 'done', status: 'platform-error' });
    expect(shown.result?.summary).toContain('An operator took this submission out of the queue');
    expect((await audited('submission.cancelled')).slice(before)).toEqual([
      { actorId: operator.userId, details: { submission: id } },
    ]);
    // Again: there is nothing left to cancel.
    expect(await cancelSubmissions(deps, operator, { ids: [id] })).toEqual({ done: 0, skipped: 1 });
    const next = await submit(deps, people.ada, {
      course: COURSE,
      exercise: EXERCISE,
      code: RIGHT,
      idempotencyKey: randomUUID(),
    });
    expect(next).toMatchObject({ kind: 'queued', attempt: 1 });
    if (next.kind === 'queued') await cancelSubmissions(deps, operator, { ids: [next.id] });
  });

  it('leave alone what a worker has in hand', async () => {
    const { deps } = world;
    const id = await handIn(world.people.ben);
    await deps.db.execute(sql`update pgboss.job set state = 'active', started_on = now() where id = ${id}::uuid`);
    expect(await cancelSubmissions(deps, operator, { ids: [id] })).toEqual({ done: 0, skipped: 1 });
    expect(await deps.db.select().from(verdicts).where(eq(verdicts.submissionId, id))).toEqual([]);
    await deps.db.execute(sql`update pgboss.job set state = 'retry', started_on = null where id = ${id}::uuid`);
    expect(await cancelSubmissions(deps, operator, { ids: [id] })).toEqual({ done: 1, skipped: 0 });
  });

  it('list failures with their reason, and send many of them again behind what students wait for', async () => {
    const { deps, people } = world;
    const { failures, failed } = await view();
    expect(failures.map(({ reason }) => reason)).toEqual(failures.map(() => 'cancelled by an operator'));
    expect([failures.length, failures[0]?.course, failures[0]?.exercise]).toEqual([failed, COURSE, EXERCISE]);
    const ids = failures.map(({ id }) => id);
    expect(await retrySubmissions(deps, operator, { ids })).toEqual({ done: ids.length, skipped: 0 });
    expect(await lanes()).toEqual({ interactive: 0, behind: ids.length });
    expect((await view()).failures).toEqual([]);
    expect((await audited('submission.requeued')).map(({ actorId }) => actorId)).toEqual(
      ids.map(() => operator.userId),
    );
    // By somebody else: a newer one of one's own would take the place of the older.
    const late = await handIn(people.tara);
    expect(await listLine(deps.db, gradeJob.name)).toEqual([late, ...ids.map(() => expect.any(String) as unknown)]);
    await world.grade();
    await until(
      'all verdicts',
      async () => (await deps.db.$count(submissions, eq(submissions.state, 'done'))) > ids.length,
    );
    const stored = await deps.db.select().from(verdicts);
    expect(stored.map(({ status }) => status)).toEqual(stored.map(() => 'graded'));
    expect(await retrySubmissions(deps, operator, { ids: [late] })).toEqual({ done: 0, skipped: 1 });
  });

  it('see who works and how fast it goes', async () => {
    const { db, runner } = world.deps;
    const shown = await view();
    expect(shown.workers.filter(({ state }) => state === 'working')).toMatchObject([
      {
        kind: 'web',
        pid: process.pid,
        grader: runner.grader,
        walls: { mode: runner.walls.mode },
        queues: ['grade'],
        concurrency: 2,
      },
    ]);
    // Those sent again waited for an operator: only the one that a student waited for is timed.
    await until('the pace to be counted anew', async () => (await view()).lastHour.verdicts > 0);
    const { lastHour, minutes } = await view();
    expect(lastHour).toMatchObject({ failures: 0, p50Ms: expect.any(Number), p95Ms: expect.any(Number) });
    expect(minutes).toHaveLength(60);
    expect(minutes.reduce((sum, { verdicts: number }) => sum + number, 0)).toBe(lastHour.verdicts);
    await db.update(workers).set({ lastSeenAt: new Date(Date.now() - 60_000), endedAt: new Date(), ended: 'lost' });
    expect((await view()).workers.map(({ state }) => state)).toContain('lost');
  });
});
