/** Brings a database to the newest schema; safe to run at every start. */
import path from 'node:path';
import type { MigrationConfig } from 'drizzle-orm/migrator';
import { sql } from 'drizzle-orm';
import type { Database } from './database';

const MIGRATIONS = path.join('db', 'migrations');
/** Any fixed number: two processes that start together must not migrate at once. */
const MIGRATION_LOCK = 7_203_114;

export async function migrate(database: Database): Promise<void> {
  const config: MigrationConfig = { migrationsFolder: path.resolve(MIGRATIONS) };
  if (database.kind === 'pglite') {
    const { migrate: run } = await import('drizzle-orm/pglite/migrator');
    await run(database.db as unknown as Parameters<typeof run>[0], config);
    return;
  }
  const { migrate: run } = await import('drizzle-orm/node-postgres/migrator');
  await database.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    await run(database.db as unknown as Parameters<typeof run>[0], config);
  });
}
