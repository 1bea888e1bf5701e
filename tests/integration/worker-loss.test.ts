/** Workers that die, stop, are of another release, or lose their database, as real processes on real PostgreSQL. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '@/db/client';
import { rowsOf } from '@/db/database';
import { migrate } from '@/db/migrate';
import { auditLog, exerciseVersions, submissions, users, verdicts, workers } from '@/db/schema';
import type { Actor } from '@/lib/access/policy';
import { UserIdSchema } from '@/lib/base/ids';
import { parseEnv } from '@/lib/boot/env';
import { openServices, type Services } from '@/lib/boot/services';
import { findActor } from '@/lib/features/accounts/find-actor';
import { enrol } from '@/lib/features/roster/enrol';
import { submit } from '@/lib/features/submissions/submit';
import { GRADER_VERSION } from '@/lib/runner';
import { noDatabase, onPostgres } from '../support/database';
import { freePort } from '../support/free-port';
import { startPostgres, type PostgresServer } from '../support/postgres-server';
import { until } from '../support/until';
import { buildWorker, startWorkerProcess, untilGrading, type WorkerProcess } from '../support/worker-processes';
import { COURSE, EXERCISE, RIGHT, SECRET } from '../support/world';

const START_MS = 120_000;
const TEST_MS = 180_000;
/** Far less than a job's time to expire, which is how a death that nobody noticed would end. */
const RECOVERY_MS = 60_000;
/** Never comes back: each of its scripts is stopped by the limit, which takes seconds. */
const ENDLESS = 'export function double(x: number): number { for (;;) x += 0; return x; }';
const STUDENTS = 8;

// The embedded database serves one process, so this says nothing on it: run with `npm test -- --postgres`.
describe.skipIf(!onPostgres || noDatabase)('workers on one database', () => {
  const data = mkdtempSync(path.join(os.tmpdir(), 'gradus-workers-'));
  const running: WorkerProcess[] = [];
  let server: PostgresServer;
  let program: string;
  let newer: string;
  let web: Services;
  const students: Actor[] = [];

  const environment = (more: Record<string, string> = {}) => ({
    DATABASE_URL: server.url,
    GRADUS_SECRET: SECRET,
    GRADUS_CONTENT: path.resolve('tests', 'support', 'course'),
    GRADUS_DATA: data,
    GRADUS_DEMO: '0',
    GRADER_CONCURRENCY: '1',
    ...more,
  });
  const start = async (options: { env?: Record<string, string>; program?: string; folder?: string } = {}) => {
    const worker = startWorkerProcess(options.program ?? program, environment(options.env), options.folder);
    running.push(worker);
    await untilGrading(worker);
    return worker;
  };

  beforeAll(async () => {
    const started = await startPostgres();
    if ('reason' in started) throw new Error(started.reason);
    server = started;
    [program, newer] = await Promise.all([buildWorker('same'), buildWorker('newer', GRADER_VERSION + 1)]);
    const database = await openDatabase({ url: server.url, folder: null });
    await migrate(database);
    await database.close();
    const first = await start();
    web = await openServices(parseEnv({ ...environment(), GRADER: 'off', LOG_LEVEL: 'silent' }));
    const members = Array.from({ length: STUDENTS }, (_, n) => ({
      email: `student${n}@school.example`,
      name: `Student ${n}`,
      role: 'student' as const,
      section: null,
    }));
    expect(await enrol(web, { course: COURSE, members })).toMatchObject({ kind: 'enrolled' });
    for (const { email } of members) {
      const [row] = await web.db.select().from(users).where(eq(users.email, email));
      const actor = await findActor(web, UserIdSchema.parse(row?.id));
      if (actor) students.push(actor);
    }
    first.process.kill('SIGTERM');
    expect(await first.ended()).toBe(0);
  }, START_MS);

  afterEach(async () => {
    for (const worker of running.splice(0)) {
      worker.process.kill('SIGKILL');
      await worker.ended();
    }
  });
  afterAll(async () => {
    await web?.close();
    await server?.stop();
    for (const file of [program, newer, data]) if (file) rmSync(file, { recursive: true, force: true });
  });

  /** One by each student, so that none takes another's place. */
  const handIn = async (code: string, number = STUDENTS, first = 0) => {
    const ids: string[] = [];
    for (const student of students.slice(first, first + number)) {
      const to = { course: COURSE, exercise: EXERCISE, code, idempotencyKey: randomUUID() };
      const result = await submit(web, student, to);
      if (result.kind !== 'queued') throw new Error(`expected queued, got ${result.kind}`);
      ids.push(result.id);
    }
    return ids;
  };
  /** The submissions that a worker is grading now, by its process number. */
  const inHandsOf = async ({ pid }: WorkerProcess): Promise<string[]> => {
    const rows = await web.db.execute(sql`
      select job.id from pgboss.job job
      join worker_hands hand on hand.job_id = job.id and hand.taken_at = job.started_on
      join workers worker on worker.id = hand.worker_id
      where job.state = 'active' and worker.pid = ${pid}`);
    return rowsOf(rows).map(({ id }) => String(id));
  };
  const untilInHands = (worker: WorkerProcess) =>
    until('a worker with jobs in hand', async () => {
      const ids = await inHandsOf(worker);
      return ids.length > 0 ? ids : null;
    });
  const graded = async (ids: readonly string[]) =>
    (await web.db.select().from(verdicts)).filter(({ submissionId }) => ids.includes(submissionId));
  const untilGraded = (ids: readonly string[], ms: number) =>
    until('all verdicts', async () => (await graded(ids)).length === ids.length, ms);
  /** One verdict and one entry in the log for each, whoever was killed. */
  const expectOnce = async (ids: readonly string[]) => {
    expect((await graded(ids)).map(({ status }) => status)).toEqual(ids.map(() => 'graded'));
    const entries = await web.db.select().from(auditLog).where(eq(auditLog.action, 'submission.graded'));
    const named = entries.map(({ details }) => (details as { submission: string }).submission);
    expect(named.filter((id) => ids.includes(id)).toSorted()).toEqual([...ids].toSorted());
  };
  const jobsOf = async (ids: readonly string[]) => {
    const rows = await web.db.execute(sql`select id, state, retry_count, retry_limit from pgboss.job`);
    return rowsOf(rows).filter(({ id }) => ids.includes(String(id)));
  };
  const startsOf = async (ids: readonly string[]) => {
    const rows = await web.db.select({ id: submissions.id, starts: submissions.starts }).from(submissions);
    return rows.filter(({ id }) => ids.includes(id)).map(({ starts }) => starts);
  };
  const rowOf = async ({ pid }: WorkerProcess) => {
    const [row] = await web.db.select().from(workers).where(eq(workers.pid, pid));
    return row;
  };

  it(
    'grade what a killed one had in hand, once, long before its jobs would expire',
    async () => {
      const [victim, other] = [await start(), await start()];
      const ids = await handIn(ENDLESS, 4);
      const lost = await untilInHands(victim);
      victim.process.kill('SIGKILL');
      const killed = performance.now();
      const seconds = () => `${((performance.now() - killed) / 1000).toFixed(1)} s`;
      await until('its death to be noticed', async () => (await rowOf(victim))?.ended === 'lost', RECOVERY_MS);
      const noticed = seconds();
      await untilGraded(lost, RECOVERY_MS);
      process.stdout.write(
        `death noticed after ${noticed}, its ${lost.length} jobs graded elsewhere after ${seconds()}\n`,
      );
      await untilGraded(ids, RECOVERY_MS);
      await expectOnce(ids);
      expect(await rowOf(other)).toMatchObject({ ended: null });
      expect(other.log()).toContain('a worker has gone');
      // Nothing was wrong with the jobs: their next delivery costs them no try.
      for (const { retry_count: count, retry_limit: limit } of await jobsOf(lost))
        expect([count, limit]).toEqual([1, 5]);
    },
    TEST_MS,
  );

  it(
    'take over from one that stands still, though it is still connected, and it may not settle what it had',
    async () => {
      const [victim, other] = [await start(), await start()];
      const ids = await handIn(ENDLESS, 3);
      const lost = await untilInHands(victim);
      victim.process.kill('SIGSTOP');
      await untilGraded(lost, RECOVERY_MS);
      victim.process.kill('SIGCONT');
      await until('the sleeper to enlist again', () => victim.log().includes('taken for dead: enlisting again'));
      await untilGraded(ids, RECOVERY_MS);
      await expectOnce(ids);
      // It is a worker again, under another name.
      other.process.kill('SIGTERM');
      await other.ended();
      const more = await handIn(RIGHT, 2);
      await untilGraded(more, RECOVERY_MS);
      await expectOnce(more);
    },
    TEST_MS,
  );

  it(
    'finish what they have in hand when told to stop',
    async () => {
      const worker = await start();
      const ids = await handIn(ENDLESS, 2);
      const mine = await untilInHands(worker);
      worker.process.kill('SIGTERM');
      expect(await worker.ended()).toBe(0);
      expect((await graded(mine)).map(({ status }) => status)).toEqual(mine.map(() => 'graded'));
      expect(await startsOf(mine)).toEqual(mine.map(() => 1));
      expect(await rowOf(worker)).toMatchObject({ ended: 'stopped', drainingAt: expect.any(Date) });
      expect((await jobsOf(mine)).map(({ state }) => state)).toEqual(mine.map(() => 'completed'));
      await start();
      await untilGraded(ids, RECOVERY_MS);
      await expectOnce(ids);
    },
    TEST_MS,
  );

  it.each([
    ['at once when they may not wait', { DRAIN_SECONDS: '0' }, 1],
    ['at a second signal', { DRAIN_SECONDS: '3600' }, 2],
  ])(
    'give back what they have in hand %s, and it costs no try',
    async (_when, env, signals) => {
      const worker = await start({ env });
      const ids = await handIn(ENDLESS, 2);
      const mine = await untilInHands(worker);
      worker.process.kill('SIGTERM');
      if (signals === 2) {
        await until('the first signal to arrive', () => worker.log().includes('is finished first'));
        worker.process.kill('SIGTERM');
      }
      expect(await worker.ended()).toBe(0);
      const back = (await jobsOf(ids)).filter(({ id }) => mine.includes(String(id)));
      expect(back.map(({ state }) => state)).toEqual(mine.map(() => 'retry'));
      expect(await graded(mine)).toEqual([]);
      await start();
      await untilGraded(ids, RECOVERY_MS);
      await expectOnce(ids);
      for (const { retry_count: count, retry_limit: limit } of await jobsOf(mine))
        expect([count, limit]).toEqual([1, 5]);
    },
    TEST_MS,
  );

  it(
    'come back by themselves when the database was away',
    async () => {
      const pair = [await start(), await start()];
      const before = await handIn(ENDLESS, 4);
      await untilInHands(pair[0] ?? (await start()));
      await server.kill();
      await server.start();
      await until('the web to be connected again', () =>
        handIn(RIGHT, 1).then(
          () => true,
          () => false,
        ),
      );
      await untilGraded(before, RECOVERY_MS);
      await expectOnce(before);
      for (const worker of pair) {
        expect(worker.process.exitCode).toBeNull();
        // An outage is no death: nobody was taken for one.
        expect(await rowOf(worker)).toMatchObject({ ended: null });
      }
    },
    TEST_MS,
  );

  it(
    'leave to a newer release what only that one can grade',
    async () => {
      const [old, recent] = [await start(), await start({ program: newer })];
      await web.db.update(exerciseVersions).set({ graderVersion: GRADER_VERSION + 1 });
      try {
        const ids = await handIn(RIGHT);
        await untilGraded(ids, RECOVERY_MS);
        await expectOnce(ids);
        expect((await graded(ids)).map(({ graderVersion }) => graderVersion)).toEqual(
          ids.map(() => GRADER_VERSION + 1),
        );
        recent.process.kill('SIGTERM');
        await recent.ended();
        // With the old one alone it waits, at no cost.
        const [waiting] = await handIn(RIGHT, 1);
        if (waiting === undefined) throw new Error('nothing was handed in');
        const left = () => old.log().split(waiting).length - 1;
        await until('the old one to leave it', () => left() > 0);
        await web.db.update(exerciseVersions).set({ graderVersion: GRADER_VERSION });
        // Of others: a newer one of the same student would take its place.
        const other = await handIn(RIGHT, 2, 1);
        await untilGraded(other, RECOVERY_MS);
        expect((await graded(other)).map(({ graderVersion }) => graderVersion)).toEqual([
          GRADER_VERSION,
          GRADER_VERSION,
        ]);
        // It was offered to the old one once, and never again.
        expect([await graded([waiting]), left()]).toEqual([[], 1]);
        await start({ program: newer });
        await untilGraded([waiting], RECOVERY_MS);
        expect((await graded([waiting])).map(({ graderVersion }) => graderVersion)).toEqual([GRADER_VERSION + 1]);
        expect(await startsOf([waiting])).toEqual([1]);
      } finally {
        await web.db.update(exerciseVersions).set({ graderVersion: GRADER_VERSION });
      }
    },
    TEST_MS,
  );

  it(
    'grade in a folder without the course, with what the database holds, and say how they are',
    async () => {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'gradus-bare-'));
      for (const needed of ['node_modules', 'dist', 'db']) symlinkSync(path.resolve(needed), path.join(folder, needed));
      const port = await freePort();
      const health = (at: string) => fetch(`http://127.0.0.1:${port}${at}`);
      try {
        const env = { GRADUS_CONTENT: '', HEALTH_PORT: String(port) };
        const worker = await start({ folder, env });
        expect(worker.log()).toContain('no content folder here');
        const ready = await health('/ready');
        expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', inHand: 0 }]);
        expect((await health('/live')).status).toBe(200);
        expect((await health('/elsewhere')).status).toBe(404);
        const ids = await handIn(ENDLESS, 2);
        await untilInHands(worker);
        worker.process.kill('SIGTERM');
        await until('it to be draining', async () => (await health('/ready')).status === 503);
        expect((await health('/live')).status).toBe(200);
        expect(await worker.ended()).toBe(0);
        expect((await graded(ids)).length).toBeGreaterThan(0);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    TEST_MS,
  );
});
