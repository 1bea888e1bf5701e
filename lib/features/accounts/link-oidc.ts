/** Somebody whom an OIDC provider vouches for: known by issuer and subject, never by the address alone. */
import type { Deps } from '../deps';
import { addIdentity, findIdentity } from './store';
import type { OidcResult } from './views';

export async function linkOidc(
  deps: Deps,
  input: { issuer: string; subject: string; email: string; name: string; emailVerified?: boolean },
): Promise<OidcResult> {
  const { issuer, subject, name } = input;
  const email = input.email.trim().toLowerCase();
  const known = await findIdentity(deps.db, issuer, subject);
  if (known) return { kind: 'signed-in', userId: known.userId, name: known.name, email: known.email };

  const mayLink = input.emailVerified === true;
  const userId = await addIdentity(deps.db, { provider: issuer, subject, email, name, mayLink, at: deps.now() });
  return userId === null ? { kind: 'address-taken' } : { kind: 'signed-in', userId, name, email };
}
