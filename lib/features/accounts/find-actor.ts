/** Who is asking, with their roles as they are now: read anew for each request, so that changes hold at once. */
import type { Actor } from '../../access/policy';
import { UserIdSchema } from '../../base/ids';
import type { Deps } from '../deps';
import { findPerson } from './store';

export async function findActor(deps: Deps, userId: string): Promise<Actor | null> {
  const id = UserIdSchema.safeParse(userId);
  return id.success ? await findPerson(deps.db, id.data) : null;
}
