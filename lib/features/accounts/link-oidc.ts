/** Ties an identity of an OpenID provider to a person. */
import type { Db } from '../../../db/database';
import { recordAudit } from '../audit.store';
import type { Deps } from '../deps';
import { ensurePerson } from '../people.store';
import { addIdentity, findIdentity } from './store';
import type { OidcAnswer } from './views';

export interface OidcIdentity {
  issuer: string;
  subject: string;
  email: string | null;
  /** Only an address that the provider vouches for may open the account of that address. */
  emailVerified: boolean;
  name: string | null;
}

export async function linkOidc(deps: Pick<Deps, 'db' | 'now'>, identity: OidcIdentity): Promise<OidcAnswer> {
  const known = await findIdentity(deps.db, identity.issuer, identity.subject);
  if (known) return { kind: 'ok', person: known.person };

  const email = identity.email?.trim().toLowerCase();
  if (!email || !identity.emailVerified) return { kind: 'email-unverified' };
  const name = identity.name?.trim() || email.slice(0, email.indexOf('@')) || email;
  return await deps.db.transaction(async (transaction) => {
    const tx: Db = transaction;
    const { person, created } = await ensurePerson(tx, { email, name });
    const added = await addIdentity(tx, { userId: person.id, provider: identity.issuer, subject: identity.subject });
    if (added) {
      await recordAudit(tx, {
        at: deps.now(),
        actorId: person.id,
        courseId: null,
        action: created ? 'account.created' : 'account.linked',
        details: { userId: person.id, provider: identity.issuer },
      });
    }
    return { kind: 'ok', person };
  });
}
