/** Killed at any point, nothing is lost and nothing is graded twice. Real processes, SIGKILL, no notice. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ne } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '@/db/client';
import { migrate } from '@/db/migrate';
import { auditLog, courses, rateLimits, submissions, verdicts } from '@/db/schema';
import { submit } from '@/lib/features/submissions/submit';
import { bundleProgram } from '../../scripts/bundle-program.mjs';
import { freshDatabase, noDatabase, onPostgres, type TestDatabase } from '../support/database';
import { startPostgres, type PostgresServer } from '../support/postgres-server';
import { until } from '../support/until';
import { COURSE, EXERCISE, openWorld, openWorldOn, RIGHT, type World } from '../support/world';

/** How often each death is died; more with CRASH_ROUNDS=10. */
const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 1);
const STEPS = ['submitted', 'begun', 'graded', 'recorded'] as const;
const PATIENCE_MS = 480_000 * ROUNDS;

const handIn = async ({ deps, people }: World) => {
  await deps.db.delete(rateLimits);
  // All of them are to be graded, though they wait together.
  await deps.db.update(courses).set({ replaceWaiting: false });
  const to = { course: COURSE, exercise: EXERCISE, code: RIGHT, idempotencyKey: randomUUID() };
  const result = await submit(deps, people.ada, to);
  expect(result.kind).toBe('queued');
};
/** Every submission has one verdict, each audited once. */
const expectOneVerdictEach = async ({ deps }: World, number: number) => {
  await until(
    'all verdicts',
    async () =>
      (
        await deps.db
          .select()
          .from(submissions)
          .where(ne(submissions.state, 'done'))
          .catch(() => [1])
      ).length === 0,
    240_000,
  );
  const stored = await deps.db.select().from(verdicts);
  expect(stored.map((verdict) => [verdict.status, verdict.score])).toEqual(
    Array.from({ length: number }, () => ['graded', 10]),
  );
  const entries = await deps.db.select().from(auditLog);
  expect(entries.filter((entry) => entry.action === 'submission.graded')).toHaveLength(number);
};

describe.skipIf(noDatabase)('a process killed while it serves and grades', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gradus-crash-'));
  const child = path.resolve('node_modules', '.cache', 'gradus', `crash-${process.pid}.mjs`);
  let shared: TestDatabase | null = null;
  beforeAll(async () => {
    await bundleProgram({ entryPoints: ['tests/support/crash.cli.ts'], outfile: child });
    if (onPostgres) shared = await freshDatabase();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    rmSync(child, { force: true });
    await shared?.close();
  });

  const live = (order: { again: boolean; submissions: number; dieAt: string }) =>
    new Promise<{ signal: string | null; output: string; errors: string }>((resolve) => {
      const text = JSON.stringify({ ...order, url: shared?.url, folder: path.join(folder, 'pg') });
      const running = spawn(process.execPath, [child, text], { stdio: ['ignore', 'pipe', 'pipe'] });
      let [output, errors] = ['', ''];
      running.stdout.on('data', (part: Buffer) => (output += part.toString()));
      running.stderr.on('data', (part: Buffer) => (errors += part.toString()));
      running.on('close', (_code, signal) => resolve({ signal, output, errors }));
    });

  it(
    'leaves every submission with exactly one verdict and one audit entry, and the grade right',
    async () => {
      let handedIn = 0;
      for (let round = 0; round < ROUNDS; round++) {
        for (const dieAt of STEPS) {
          const { signal, errors } = await live({ again: handedIn > 0, submissions: 2, dieAt });
          expect({ signal, errors, dieAt }).toEqual({ signal: 'SIGKILL', errors: '', dieAt });
          handedIn += 2;
        }
      }
      const { output, errors } = await live({ again: true, submissions: 0, dieAt: 'never' });
      expect(errors).toBe('');
      expect(JSON.parse(output)).toEqual({
        submissions: handedIn,
        statuses: { graded: handedIn },
        audited: handedIn,
        grades: [10, 10],
      });
    },
    PATIENCE_MS,
  );
});

describe.skipIf(noDatabase || process.platform !== 'linux')('grading children killed at work', () => {
  it(
    'cost nobody a verdict',
    async () => {
      const world = await openWorld();
      try {
        await world.grade();
        const number = 8;
        for (let n = 0; n < number; n++) {
          await handIn(world);
          for (const pid of gradingChildren()) kill(pid);
        }
        await expectOneVerdictEach(world, number);
      } finally {
        await world.close();
      }
    },
    PATIENCE_MS,
  );
});

describe.skipIf(!onPostgres || noDatabase)('PostgreSQL killed while submissions are graded', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    const started = await startPostgres();
    if ('reason' in started) throw new Error(started.reason);
    server = started;
  });
  afterAll(() => server.stop());

  it(
    'comes back with all of them, and each gets its verdict',
    async () => {
      const database = await openDatabase({ url: server.url, folder: null, maxConnections: 5 });
      await migrate(database);
      const world = await openWorldOn({ database, url: server.url, close: () => database.close() });
      try {
        await world.grade();
        let number = 0;
        for (let round = 0; round < ROUNDS; round++) {
          for (let n = 0; n < 3; n++, number++) {
            // A connection that the kill cut off says so once, at its next use.
            await until('the database to take a submission', () =>
              handIn(world).then(
                () => true,
                () => false,
              ),
            );
          }
          await server.kill();
          await server.start();
        }
        await expectOneVerdictEach(world, number);
      } finally {
        await world.close();
      }
    },
    PATIENCE_MS,
  );
});

/** Our own descendants that run student or judge code. */
function gradingChildren(): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      parents.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // Ended meanwhile.
    }
  }
  const isOurs = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === process.pid || isOurs(parent));
  };
  return [...parents.keys()].filter((pid) => isOurs(pid) && /student-child|judge-child/.test(commandOf(pid)));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Ended meanwhile.
  }
}
