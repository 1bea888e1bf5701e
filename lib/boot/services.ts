/** All services of this process, built once: Next.js has a bundle for each route, so they hang on globalThis. */
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openDatabase } from '../../db/client';
import type { Database } from '../../db/database';
import { migrate } from '../../db/migrate';
import { plainError } from '../../db/stored';
import type { Deps } from '../features/deps';
import { gradeJob } from '../features/submissions/grade.job';
import { openQueue } from '../jobs/queue';
import { openSignals } from '../jobs/signals';
import { createRunner, type Runner } from '../runner';
import { loadContent } from './content';
import { prepareDataFolder } from './data-folder';
import { parseEnv, type Env } from './env';
import { openLog } from './log';
import { requireWalls } from './production';
import { proveInBackground } from './proofs';
import { readSecret } from './secret';
import { seed } from './seed';
import { startWorker } from './worker';

export interface Services extends Deps {
  readonly env: Env;
  readonly database: Database;
  /** Present where this process grades. */
  readonly runner?: Runner;
  close(): Promise<void>;
}

const globals = globalThis as typeof globalThis & { gradusServices?: Promise<Services> };

/** The services of this process, ready to serve: migrated, with content and, on a demo, its people. */
export function services(kind: 'web' | 'worker' = 'web'): Promise<Services> {
  globals.gradusServices ??= startServices(process.env, kind).catch((error: unknown) => {
    // Otherwise one failed start would stay for ever.
    delete globals.gradusServices;
    throw error;
  });
  return globals.gradusServices;
}

async function startServices(
  source: Readonly<Record<string, string | undefined>>,
  kind: 'web' | 'worker',
): Promise<Services> {
  const opened = await openServices(parseEnv(source));
  try {
    const { runner, env } = opened;
    if (!runner) return opened;
    const deps = { ...opened, runner };
    // A worker needs no files of the course: what it grades with comes from the database.
    const hasContent = kind === 'web' || existsSync(env.contentFolder);
    if (hasContent) await loadContent(deps, env.contentFolder);
    else deps.log.info({}, 'no content folder here: grading what the database holds');
    await seed(deps);
    const alone = opened.database.kind === 'pglite';
    const worker = await startWorker(deps, {
      // One more than there are children, so that none waits while a judge works.
      concurrency: studentsOf(env) + 1,
      alone,
      kind,
    });
    const proofs = hasContent ? proveInBackground(deps, env.contentFolder) : null;
    return {
      ...opened,
      async close() {
        worker.stop();
        await proofs?.stop();
        await opened.close();
      },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** Doors opened, nothing started yet: what the web, the worker and the commands have in common. */
export async function openServices(env: Env): Promise<Services> {
  const log = openLog(env.logLevel);
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).toReversed()) {
      await closer().catch((error: unknown) => log.warn({ error: wordsOf(error) }, 'closing'));
    }
  };
  try {
    if (env.databaseUrl === undefined) prepareDataFolder(env.dataFolder);
    // Children take as long to start as the database does.
    const starting =
      env.grader === 'inline' ? createRunner({ students: studentsOf(env), sandbox: env.sandbox }) : undefined;
    // A failure is thrown below, where it is awaited.
    starting?.catch(() => undefined);
    closers.push(async () => (await starting)?.close());
    const database = await openDatabase({ url: env.databaseUrl, folder: path.join(env.dataFolder, 'pg') });
    closers.push(() => database.close());
    await migrate(database).catch((error: unknown) => {
      throw env.databaseUrl === undefined ? error : plainError('The database that DATABASE_URL names', error);
    });
    const jobs = await openQueue(database, [gradeJob], log);
    closers.push(() => jobs.stop(env.drainSeconds * 1000));
    const signals = await openSignals(database);
    closers.push(() => signals.close());
    const runner = await starting;
    if (runner) requireWalls(runner.walls, env, log);
    return {
      env,
      database,
      db: database.db,
      jobs,
      signals,
      ...(runner ? { runner } : {}),
      now: () => new Date(),
      secret: readSecret(env.secret, env.dataFolder),
      demo: env.demo,
      queueBounds: env.queueBounds,
      log,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Student children: one core stays free for pages and judges. */
function studentsOf(env: Env): number {
  return env.graderConcurrency ?? Math.max(1, os.availableParallelism() - 1);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown failure';
}
