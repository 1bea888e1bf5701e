/** The person behind a session, with the roles they have now: read again at each request. */
import type { Actor } from '../../access/policy';
import type { UserId } from '../../base/ids';
import type { Deps } from '../deps';
import { findPersonWithEnrolments } from './store';

/** Null when the account is gone: its sessions are then worth nothing. */
export async function findActor(deps: Pick<Deps, 'db'>, userId: UserId): Promise<Actor | null> {
  return await findPersonWithEnrolments(deps.db, userId);
}
