/** The accounts that the sign-in page offers as buttons; none where the demo is off. */
import type { Deps } from '../deps';
import { listIdentities } from './store';
import type { DemoAccount } from './views';

export async function listDemoAccounts(deps: Deps): Promise<DemoAccount[]> {
  if (!deps.demo) return [];
  const identities = await listIdentities(deps.db, 'demo');
  return identities.flatMap(({ subject, name, role }) => (role === null ? [] : [{ account: subject, name, role }]));
}
