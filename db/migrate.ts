/** Brings a database to the newest schema; safe to run at every start. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { MigrationConfig } from 'drizzle-orm/migrator';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { rowsOf, type Database } from './database';

const MIGRATIONS = path.join('db', 'migrations');
/** Any fixed number: two processes that start together must not migrate at once. */
const MIGRATION_LOCK = 7_203_114;
const JournalSchema = z.object({ entries: z.array(z.object({ when: z.number() })) });

/** False while this release has migrations that the database has not seen; for commands that must not change anything. */
export async function isMigrated({ db }: Database): Promise<boolean> {
  const { entries } = JournalSchema.parse(
    JSON.parse(readFileSync(path.join(MIGRATIONS, 'meta', '_journal.json'), 'utf8')),
  );
  const known = await db.execute(sql`select to_regclass('drizzle.__drizzle_migrations') is not null as known`);
  if (rowsOf(known)[0]?.['known'] !== true) return false;
  const last = await db.execute(sql`select max(created_at)::text as last from drizzle.__drizzle_migrations`);
  return Number(rowsOf(last)[0]?.['last']) >= Math.max(...entries.map(({ when }) => when));
}

export async function migrate(database: Database): Promise<void> {
  const config: MigrationConfig = { migrationsFolder: path.resolve(MIGRATIONS) };
  if (database.kind === 'pglite') {
    const { migrate: run } = await import('drizzle-orm/pglite/migrator');
    await run(database.db as unknown as Parameters<typeof run>[0], config);
    return;
  }
  const { migrate: run } = await import('drizzle-orm/node-postgres/migrator');
  const once = () =>
    database.db.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
      await run(database.db as unknown as Parameters<typeof run>[0], config);
    });
  await (database.patiently?.(once) ?? once());
}
