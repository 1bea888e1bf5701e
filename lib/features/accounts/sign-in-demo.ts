/** Demo accounts: sign in by name alone, and only where the installation is a demo. */
import type { Deps } from '../deps';
import { findIdentity } from './store';
import type { Person } from './views';

/** Null for an unknown account, and always where this is no demo. */
export async function signInDemo(
  deps: Pick<Deps, 'db' | 'demo'>,
  { account }: { account: string },
): Promise<Person | null> {
  if (!deps.demo) return null;
  const identity = await findIdentity(deps.db, 'demo', account);
  return identity?.person ?? null;
}
