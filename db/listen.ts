/** LISTEN on PostgreSQL: one connection of its own, which comes back by itself when the server does. */
import { keepConnected } from './lasting-client';

const LONGEST_PAUSE_MS = 5000;

/** Calls back at each NOTIFY on the channel. What is sent while the connection is down is lost. */
export async function listenOn(
  url: string,
  channel: string,
  onNotify: (payload: string) => void,
): Promise<() => Promise<void>> {
  return await keepConnected(url, {
    name: 'gradus signals',
    longestPauseMs: LONGEST_PAUSE_MS,
    prepare(client) {
      client.on('notification', ({ payload }) => onNotify(payload ?? ''));
      return client.query(`listen ${client.escapeIdentifier(channel)}`);
    },
  });
}
