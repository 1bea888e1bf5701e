/** One connection to PostgreSQL that is more than its queries: it comes back by itself when the server does. */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { endClient } from './dropped';

const CONNECT_TIMEOUT_MS = 10_000;
const FIRST_PAUSE_MS = 100;

export interface LastingOptions {
  /** As the server lists it. */
  readonly name: string;
  /** Between two tries; they begin at a tenth of a second. */
  readonly longestPauseMs: number;
  /** What makes the connection what it is, each time it stands; the goodbye may come while this still waits. */
  readonly prepare: (client: pg.Client) => Promise<unknown>;
}

/** Rejects when the first try fails. The returned function ends the connection for good. */
export async function keepConnected(
  url: string,
  { name, longestPauseMs, prepare }: LastingOptions,
): Promise<() => Promise<void>> {
  let closed = false;
  let current: pg.Client | null = null;

  const connect = async () => {
    const client = new pg.Client({
      connectionString: url,
      application_name: name,
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    // What broke shows as the connection's end; without a listener it would end the process.
    client.on('error', () => undefined);
    try {
      await client.connect();
      current = client;
      await prepare(client);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    client.on('end', () => {
      if (!closed) void reconnect();
    });
  };
  const reconnect = async () => {
    for (let wait = FIRST_PAUSE_MS; !closed; wait = Math.min(wait * 2, longestPauseMs)) {
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
