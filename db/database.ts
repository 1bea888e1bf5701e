/** The two databases seen as one: the type that stores query, and the few things that differ by driver. */
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type * as schema from './schema';

/** A connection or a transaction on either driver. Shared code uses the query builder; raw SQL goes through `rowsOf`. */
export type Db = PgDatabase<PgQueryResultHKT, typeof schema>;

export interface Database {
  readonly kind: 'pglite' | 'postgres';
  readonly db: Db;
  /** Calls back at each NOTIFY on the channel, until the returned function is called. Reconnects by itself. */
  listen(channel: string, onNotify: (payload: string) => void): Promise<() => Promise<void>>;
  /** Holds an advisory lock until the returned function is called or this process dies. Nothing where nobody could see it. */
  holdLock(space: number, key: number): Promise<() => Promise<void>>;
  /** What the queue needs: the embedded instance itself, or an address for a pool of its own. */
  readonly queue: { kind: 'pglite'; instance: EmbeddedInstance } | { kind: 'postgres'; url: string };
  close(): Promise<void>;
  /** While this work lasts no connection is given up for being silent; where there are connections. */
  patiently?<T>(work: () => Promise<T>): Promise<T>;
  /** How the connections of the pool are used; nothing on the embedded database, which has one. */
  pool?(): { busy: number; idle: number; waiting: number };
}

/** The part of PGlite that pg-boss uses. */
interface EmbeddedInstance {
  query<T>(text: string, values?: unknown[]): Promise<{ rows: T[] }>;
  exec(text: string): Promise<{ rows: Record<string, unknown>[] }[]>;
  listen(channel: string, onNotify: (payload: string) => void): Promise<() => Promise<void>>;
}

/** The rows of `db.execute(sql)`, which the two drivers return in different shapes. */
export function rowsOf(result: unknown): Record<string, unknown>[] {
  const rows = Array.isArray(result) ? result : (result as { rows: unknown[] }).rows;
  return rows as Record<string, unknown>[];
}
