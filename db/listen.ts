/** LISTEN on PostgreSQL: one connection of its own, which comes back by itself when the server does. */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { endClient } from './dropped';

const CONNECT_TIMEOUT_MS = 10_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;

/** Calls back at each NOTIFY on the channel. What is sent while the connection is down is lost. */
export async function listenOn(
  url: string,
  channel: string,
  onNotify: (payload: string) => void,
): Promise<() => Promise<void>> {
  let closed = false;
  let current: pg.Client | null = null;

  const connect = async () => {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'gradus signals',
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    client.on('notification', ({ payload }) => onNotify(payload ?? ''));
    // What broke shows as the connection's end; without a listener it would end the process.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(`listen ${client.escapeIdentifier(channel)}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    client.on('end', () => {
      if (!closed) void reconnect();
    });
    current = client;
  };
  const reconnect = async () => {
    for (let wait = FIRST_PAUSE_MS; !closed; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      await pause(wait);
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
