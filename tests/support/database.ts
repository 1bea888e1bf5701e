/** A fresh, migrated database for each test file: PGlite from a prepared copy, or one of its own on a real server. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { openDatabase } from '@/db/client';
import type { Database } from '@/db/database';
import { migrate } from '@/db/migrate';
import { preparedCopy } from './prepared-copy';

export const onPostgres = process.env['TEST_DATABASE'] === 'postgres';

/** For `describe.skipIf`: true when the run is on PostgreSQL and this machine has none (the setup printed why). */
export const noDatabase = onPostgres && inject('postgres').url === undefined;

export interface TestDatabase {
  database: Database;
  /** Where other processes can reach it; undefined on PGlite, which serves one process. */
  url: string | undefined;
  close(): Promise<void>;
}

export async function freshDatabase(): Promise<TestDatabase> {
  if (onPostgres) return await freshOnServer();
  const database = await openDatabase({ folder: null, dump: await preparedCopy() });
  return { database, url: undefined, close: () => database.close() };
}

async function freshOnServer(): Promise<TestDatabase> {
  const { url } = inject('postgres');
  if (url === undefined) throw new Error('no PostgreSQL to test on');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const server = new pg.Client({ connectionString: url });
  server.on('error', () => undefined);
  await server.connect();
  await server.query(`create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const database = await openDatabase({ url: own.href, folder: null, maxConnections: 5 });
  await migrate(database);
  return {
    database,
    url: own.href,
    async close() {
      await database.close();
      await server.query(`drop database ${name} with (force)`);
      await server.end();
    },
  };
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of this run, or why there is none. */
    postgres: { url?: string; reason?: string };
  }
}
