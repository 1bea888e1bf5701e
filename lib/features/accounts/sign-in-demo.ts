/** One of the demo's accounts, without a password; refused wherever the demo is off. */
import type { Deps } from '../deps';
import { findIdentity } from './store';
import type { DemoResult } from './views';

export async function signInDemo(deps: Deps, input: { account: string }): Promise<DemoResult> {
  const identity = deps.demo ? await findIdentity(deps.db, 'demo', input.account) : null;
  if (!identity) return { kind: 'no-demo' };
  return { kind: 'signed-in', userId: identity.userId, name: identity.name, email: identity.email };
}
