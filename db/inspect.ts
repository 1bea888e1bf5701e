/** Asks a database how it is, without changing anything in it. */
import { isLocked } from './folder-lock';

type Inspected =
  | { kind: 'embedded'; inUse: boolean }
  | { kind: 'unreachable'; why: string }
  /** `skewMs`: how far its clock is ahead of ours. */
  | { kind: 'postgres'; version: string; major: number; ms: number; skewMs: number };

const PATIENCE_MS = 5000;

export async function inspectDatabase(options: { url: string | undefined; folder: string }): Promise<Inspected> {
  if (options.url === undefined) return { kind: 'embedded', inUse: isLocked(options.folder) };
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: options.url, connectionTimeoutMillis: PATIENCE_MS });
  // A connection that breaks later; the question below is told by itself.
  client.on('error', () => undefined);
  try {
    await client.connect();
    // The first answer also pays for the connection's first use.
    await client.query('select 1');
    const asked = Date.now();
    const start = performance.now();
    const { rows } = await client.query<{ version: string; now: string }>(
      "select current_setting('server_version') as version, extract(epoch from clock_timestamp()) * 1000 as now",
    );
    const ms = performance.now() - start;
    const [row] = rows;
    if (row === undefined) return { kind: 'unreachable', why: 'it gave no answer' };
    const [version = ''] = row.version.split(' ');
    return {
      kind: 'postgres',
      version,
      major: Number.parseInt(version, 10),
      ms,
      skewMs: Number(row.now) - (asked + ms / 2),
    };
  } catch (error) {
    return { kind: 'unreachable', why: error instanceof Error ? error.message || error.name : 'unknown failure' };
  } finally {
    await client.end().catch(() => undefined);
  }
}
