/** Graders apart from the web: `npm run worker` as real processes on PostgreSQL, and a web process that grades nothing. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grades, users } from '@/db/schema';
import type { Actor } from '@/lib/access/policy';
import { UserIdSchema } from '@/lib/base/ids';
import { parseEnv } from '@/lib/boot/env';
import { openServices, type Services } from '@/lib/boot/services';
import { findActor } from '@/lib/features/accounts/find-actor';
import { enrol } from '@/lib/features/roster/enrol';
import { submit } from '@/lib/features/submissions/submit';
import { watchSubmission } from '@/lib/features/submissions/watch-submission';
import { freshDatabase, noDatabase, onPostgres, type TestDatabase } from '../support/database';
import { until } from '../support/until';
import { COURSE, EXERCISE, RIGHT, SECRET, WRONG } from '../support/world';

const START_MS = 120_000;
const VERDICT_MS = 60_000;

// The embedded database serves one process, so this says nothing on it: run with `npm test -- --postgres`.
describe.skipIf(!onPostgres || noDatabase)('two workers and a web that grades nothing', () => {
  const data = mkdtempSync(path.join(os.tmpdir(), 'gradus-workers-'));
  let opened: TestDatabase;
  let web: Services;
  let ada: Actor;
  const workers: { process: ChildProcess; log: () => string }[] = [];

  const environment = () => ({
    DATABASE_URL: opened.url ?? '',
    GRADUS_SECRET: SECRET,
    GRADUS_CONTENT: path.join('tests', 'support', 'course'),
    GRADUS_DATA: data,
    GRADUS_DEMO: '0',
    GRADER_CONCURRENCY: '1',
  });

  const startWorker = () => {
    const child = spawn(process.execPath, ['scripts/run.mjs', 'lib/boot/worker.cli.ts'], {
      env: { ...process.env, ...environment(), LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (log += part.toString()));
    workers.push({ process: child, log: () => log });
  };
  const stopWorker = async ({ process: child }: { process: ChildProcess }) => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    return await exited;
  };

  beforeAll(async () => {
    opened = await freshDatabase();
    // At once: both migrate and register the same course.
    startWorker();
    startWorker();
    web = await openServices(parseEnv({ ...environment(), GRADER: 'off', LOG_LEVEL: 'silent' }));
    for (const { log, process: child } of workers) {
      await until(
        'a worker that grades',
        () => {
          if (child.exitCode !== null) throw new Error(`a worker ended:\n${log()}`);
          return log().includes('grading; stop with Ctrl-C');
        },
        START_MS,
      );
    }
    const member = { email: 'ada@school.example', name: 'Ada', role: 'student', section: null } as const;
    expect(await enrol(web, { course: COURSE, members: [member] })).toMatchObject({ kind: 'enrolled' });
    const [row] = await web.db.select().from(users).where(eq(users.email, member.email));
    const found = await findActor(web, UserIdSchema.parse(row?.id));
    if (!found) throw new Error('nobody was enrolled');
    ada = found;
  }, START_MS);

  afterAll(async () => {
    await Promise.all(workers.map(stopWorker));
    await web?.close();
    await opened?.close();
    rmSync(data, { recursive: true, force: true });
  });

  const handIn = async (code: string) => {
    const to = { course: COURSE, exercise: EXERCISE, code, idempotencyKey: randomUUID() };
    const result = await submit(web, ada, to);
    if (result.kind !== 'queued') throw new Error(`expected queued, got ${result.kind}`);
    return result.id;
  };
  /** As a waiting page is told. */
  const verdictOf = async (id: string) => {
    for await (const event of watchSubmission(web, ada, { id }, AbortSignal.timeout(VERDICT_MS))) {
      if (event.kind === 'done') return event.result;
    }
    throw new Error(`no verdict within ${VERDICT_MS} ms`);
  };

  it('grades nothing in the web process', () => {
    expect(web.runner).toBeUndefined();
  });

  it(
    'brings verdicts and the grade back from the workers',
    async () => {
      const wrong = await verdictOf(await handIn(WRONG));
      expect(wrong).toMatchObject({ status: 'graded', score: expect.any(Number) });
      expect(wrong.score).toBeLessThan(10);
      expect(await verdictOf(await handIn(RIGHT))).toMatchObject({ status: 'graded', score: 10 });
      expect((await web.db.select().from(grades)).map(({ score }) => score)).toEqual([10]);
    },
    2 * VERDICT_MS,
  );

  it(
    'goes on with the other worker when one is stopped, and both end in order',
    async () => {
      const [first, second] = workers;
      if (!first || !second) throw new Error('two workers were started');
      expect(await stopWorker(first)).toBe(0);
      expect(await verdictOf(await handIn(RIGHT))).toMatchObject({ score: 10 });
      expect(await stopWorker(second)).toBe(0);
      expect(second.log()).toContain('what is being graded is finished first');
    },
    2 * VERDICT_MS,
  );
});
