/** Opens the database: PGlite in a folder by default, PostgreSQL when an address is given. Only one driver is loaded. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Db } from './database';
import { lockFolder } from './folder-lock';
import { inSlices } from './in-slices';
import * as schema from './schema';

export interface DatabaseOptions {
  /** `postgres://…`; without it the embedded database is used. */
  url?: string | undefined;
  /** Folder of the embedded database; null keeps it in memory. */
  folder: string | null;
  /** A prepared copy to begin with, for tests. */
  dump?: Blob;
  maxConnections?: number;
}

const CASING = 'snake_case';
const CONNECT_TIMEOUT_MS = 10_000;
const CLOSE_TIMEOUT_MS = 5000;
/** No statement of ours takes as long without a word, but those that migrate. */
const SILENT_MS = 30_000;
/** The first question whether an idle connection still stands. */
const KEEP_ALIVE_MS = 10_000;

export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.url ? await openPostgres(options.url, options.maxConnections ?? 10) : await openEmbedded(options);
}

async function openPostgres(url: string, max: number): Promise<Database> {
  const [{ default: pg }, { drizzle }, { listenOn }, { holdLockOn }, { breakWhenSilent }] = await Promise.all([
    import('pg'),
    import('drizzle-orm/node-postgres'),
    import('./listen'),
    import('./hold-lock'),
    import('./dropped'),
  ]);
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    application_name: 'gradus',
  });
  // A connection may break at any time, idle or between two statements. The next query is told; without a listener the
  // event would end the process.
  pool.on('error', () => undefined);
  let patient = 0;
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    // The driver's own limit for a query would leave the connection in the pool, with the query still on it.
    breakWhenSilent(client, SILENT_MS, () => patient === 0);
  });
  const db = drizzle(pool, { schema, casing: CASING });
  return {
    kind: 'postgres',
    db: db as unknown as Db,
    queue: { kind: 'postgres', url },
    listen: (channel, onNotify) => listenOn(url, channel, onNotify),
    pool: () => ({ busy: pool.totalCount - pool.idleCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    holdLock: (space, key) => holdLockOn(url, space, key),
    async patiently(work) {
      patient++;
      try {
        return await work();
      } finally {
        patient--;
      }
    },
    async close() {
      await Promise.race([pool.end(), pause(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
    },
  };
}

async function openEmbedded({ folder, dump }: DatabaseOptions): Promise<Database> {
  const release = folder === null ? () => undefined : lockFolder(folder);
  try {
    // PGlite does not create parent folders.
    if (folder !== null) mkdirSync(path.dirname(path.resolve(folder)), { recursive: true });
    const [{ PGlite, protocol }, { drizzle }, { keepStatements }] = await Promise.all([
      import('@electric-sql/pglite'),
      import('drizzle-orm/pglite'),
      import('./embedded-client'),
    ]);
    const instance = await PGlite.create({
      ...(folder === null ? {} : { dataDir: path.resolve(folder) }),
      ...(dump ? { loadDataDir: dump } : {}),
    });
    instance.execProtocolStream = inSlices(instance.execProtocolStream.bind(instance));
    const client = keepStatements(instance, protocol.serialize) as unknown as typeof instance;
    const db = drizzle(client, { schema, casing: CASING });
    return {
      kind: 'pglite',
      db: db as unknown as Db,
      queue: { kind: 'pglite', instance },
      listen: (channel, onNotify) => instance.listen(channel, onNotify),
      holdLock: () => Promise.resolve(() => Promise.resolve()),
      async close() {
        await instance.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}
