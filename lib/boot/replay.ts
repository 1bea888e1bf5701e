/** Replays stored verdicts from the terminal: opens the database as it is, changes nothing in it, and says what came out. */
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openDatabase } from '../../db/client';
import type { Database } from '../../db/database';
import { isMigrated } from '../../db/migrate';
import { UsageError, withRunner } from '../authoring/workshop';
import { AppError } from '../base/errors';
import type { SubmissionId } from '../base/ids';
import { createReplayer, type Replay } from '../features/submissions/replay';
import { listReplayable } from '../features/submissions/replay.store';
import type { Env } from './env';

export type Which = { ids: readonly SubmissionId[] } | { limit: number | undefined };

export interface Printing {
  /** A line of JSON for each submission, and one for all. */
  json: boolean;
  print(line: string): void;
}

/** The exit status: 0 when all were the same, 1 when one differs, 2 when one could not be replayed. */
export async function replayStored(env: Env, which: Which, printing: Printing): Promise<number> {
  const database = await openAsItIs(env);
  try {
    const ids = 'ids' in which ? which.ids : await listReplayable(database.db, which.limit);
    const students = env.graderConcurrency ?? Math.max(1, os.availableParallelism() - 1);
    return await withRunner(
      async (runner) => {
        const replay = createReplayer({ db: database.db, runner });
        const began = performance.now();
        const counts = await replayEach(ids, { replay, atOnce: students + 1 }, printing);
        if (!('ids' in which)) printing.print(summary(counts, (performance.now() - began) / 1000, printing.json));
        return counts['not-replayed'] > 0 ? 2 : counts.differs > 0 ? 1 : 0;
      },
      { students, sandbox: env.sandbox },
    );
  } finally {
    await database.close();
  }
}

/** Neither made nor migrated: a command with the wrong environment changes nothing. */
export async function openAsItIs(env: Env): Promise<Database> {
  const folder = path.join(env.dataFolder, 'pg');
  if (env.databaseUrl === undefined && !existsSync(folder)) {
    const words = `there is no database in ${path.resolve(env.dataFolder)}`;
    throw new UsageError(`${words}: set GRADUS_DATA to its folder, or DATABASE_URL to its PostgreSQL server`);
  }
  const database = await openDatabase({ url: env.databaseUrl, folder }).catch((error: unknown) => {
    // Whose server holds the folder, and what to do, is in the message.
    throw error instanceof AppError ? new UsageError(error.message) : error;
  });
  try {
    if (await isMigrated(database)) return database;
    throw new UsageError('the database is of an earlier release: npm run db:migrate brings it to this one');
  } catch (error) {
    await database.close();
    throw error;
  }
}

type Counts = Record<Replay['kind'], number> & { again: number };

async function replayEach(
  ids: readonly SubmissionId[],
  how: { replay: ReturnType<typeof createReplayer>; atOnce: number },
  printing: Printing,
): Promise<Counts> {
  const counts: Counts = { same: 0, differs: 0, 'not-replayed': 0, again: 0 };
  const { signal } = new AbortController();
  const left = ids.values();
  const work = async (): Promise<void> => {
    for (const id of left) {
      const replay = await how.replay(id, signal);
      counts[replay.kind]++;
      if (replay.kind !== 'not-replayed' && replay.tries > 1) counts.again++;
      printing.print(printing.json ? JSON.stringify({ submission: id, ...replay }) : `${id}  ${wordsOf(replay)}`);
    }
  };
  await Promise.all(Array.from({ length: how.atOnce }, work));
  return counts;
}

function wordsOf(replay: Replay): string {
  switch (replay.kind) {
    case 'same':
      return replay.tries === 1 ? 'same' : `same (at try ${replay.tries}: a limit of time or memory was met)`;
    case 'differs': {
      const { at, stored, now } = replay.difference;
      const because = replay.because === null ? '' : `; ${replay.because}`;
      return `differs at ${at}: stored ${stored ?? 'nothing'}, now ${now ?? 'nothing'}${because}`;
    }
    case 'not-replayed':
      return `not replayed: ${replay.why}`;
  }
}

function summary(counts: Counts, seconds: number, json: boolean): string {
  const replayed = counts.same + counts.differs + counts['not-replayed'];
  const took = Math.round(seconds * 10) / 10;
  if (json) return JSON.stringify({ summary: { replayed, ...counts, seconds: took } });
  const { same, differs, again } = counts;
  const tries = again > 0 ? `, ${again} after another try` : '';
  return `${replayed} stored verdicts in ${took} s: ${same} same${tries}, ${differs} differ, ${counts['not-replayed']} not replayed`;
}
