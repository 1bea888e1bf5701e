/** Connections that were dropped without a word (a firewall, a machine that is gone): nothing comes from them, ever. */
import { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';

/** A goodbye takes no longer. */
const GOODBYE_MS = 1000;

/** Breaks the connection once nothing has come or gone for so long while `mayBreak`: then its query is told. */
export function breakWhenSilent(client: pg.Client, ms: number, mayBreak: () => boolean): void {
  const socket = socketOf(client);
  socket?.setTimeout(ms, () => {
    if (mayBreak()) socket.destroy();
  });
}

/** Ends a connection in order, or without the other side when that does not answer. */
export async function endClient(client: pg.Client | null): Promise<void> {
  if (client === null) return;
  await Promise.race([client.end(), pause(GOODBYE_MS, undefined, { ref: false })]);
  socketOf(client)?.destroy();
}

function socketOf(client: pg.Client): Socket | null {
  const { stream } = client.connection;
  return stream instanceof Socket ? stream : null;
}
