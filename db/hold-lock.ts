/** An advisory lock on PostgreSQL that lasts as long as its connection: the server lets go of it when this process dies. */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { endClient } from './dropped';

const CONNECT_TIMEOUT_MS = 10_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

/** Takes the lock, and takes it again whenever the connection comes back. The returned function lets it go. */
export async function holdLockOn(url: string, space: number, key: number): Promise<() => Promise<void>> {
  let closed = false;
  let current: pg.Client | null = null;

  const connect = async () => {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'gradus worker',
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    // What broke shows as the connection's end; without a listener it would end the process.
    client.on('error', () => undefined);
    try {
      await client.connect();
      current = client;
      // Waits while the server has not yet noticed that our last connection is gone.
      await client.query('select pg_advisory_lock($1::int, $2::int)', [space, key]);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    client.on('end', () => {
      if (!closed) void reconnect();
    });
  };
  const reconnect = async () => {
    for (let wait = FIRST_PAUSE_MS; !closed; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      await pause(wait, undefined, { ref: false });
      try {
        await connect();
        if (closed) await endClient(current);
        return;
      } catch {
        // The server is still away.
      }
    }
  };

  await connect();
  return async () => {
    closed = true;
    await endClient(current);
  };
}
