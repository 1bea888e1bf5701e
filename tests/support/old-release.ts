/** An embedded database as an earlier release left it: only the migrations of that time have run. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { openDatabase } from '@/db/client';
import type { Database } from '@/db/database';

const FOLDER = path.join('db', 'migrations');

export interface OldRelease {
  readonly database: Database;
  /** Runs the migrations that have come since. */
  migrate(): Promise<void>;
}

/** @param firstMissing the number of the first migration that it had not yet: `0003` */
export async function openOldRelease(firstMissing: string): Promise<OldRelease> {
  const database = await openDatabase({ folder: null });
  const names = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .toSorted();
  const run = async (chosen: readonly string[]) => {
    for (const name of chosen) {
      const statements = readFileSync(path.join(FOLDER, name), 'utf8').split('--> statement-breakpoint');
      for (const statement of statements) await database.db.execute(sql.raw(statement));
    }
  };
  await run(names.filter((name) => name < firstMissing));
  return { database, migrate: () => run(names.filter((name) => name >= firstMissing)) };
}
