/** An advisory lock on PostgreSQL that lasts as long as its connection: the server lets go of it when this process dies. */
import { keepConnected } from './lasting-client';

const LONGEST_PAUSE_MS = 2000;

/** Takes the lock, and takes it again whenever the connection comes back. The returned function lets it go. */
export async function holdLockOn(url: string, space: number, key: number): Promise<() => Promise<void>> {
  return await keepConnected(url, {
    name: 'gradus worker',
    longestPauseMs: LONGEST_PAUSE_MS,
    // Waits while the server has not yet noticed that our last connection is gone.
    prepare: (client) => client.query('select pg_advisory_lock($1::int, $2::int)', [space, key]),
  });
}
