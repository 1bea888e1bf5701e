/** Sign-in with e-mail and password, limited per account and per address. */
import { createHash } from 'node:crypto';
import type { Deps } from '../deps';
import { forgiveKey, type RateLimit, takePoint } from '../rate-limit.store';
import { matchesPassword } from './password';
import { findIdentity } from './store';
import type { PasswordAnswer } from './views';

const QUARTER_HOUR = 900;
const PER_ACCOUNT: RateLimit = { name: 'sign-in-account', points: 10, seconds: QUARTER_HOUR };
/** A whole lecture room may share one address. */
const PER_ADDRESS: RateLimit = { name: 'sign-in-address', points: 100, seconds: QUARTER_HOUR };

export interface PasswordTry {
  email: string;
  password: string;
  /** The network address it came from. */
  address: string;
}

export async function checkPassword(deps: Deps, attempt: PasswordTry): Promise<PasswordAnswer> {
  const subject = attempt.email.trim().toLowerCase();
  // Hashed, so that the table of limits lists nobody's address.
  const account = createHash('sha256').update(subject).digest('base64url');
  for (const [limit, key] of [
    [PER_ADDRESS, attempt.address],
    [PER_ACCOUNT, account],
  ] as const) {
    const taken = await takePoint(deps.db, limit, key);
    if (taken.kind === 'wait') return { kind: 'too-many', retryAfterMs: taken.retryAfterMs };
  }

  const identity = await findIdentity(deps.db, 'password', subject);
  const right = await matchesPassword(identity?.passwordHash ?? null, attempt.password);
  if (!right || !identity) return { kind: 'wrong' };
  await forgiveKey(deps.db, PER_ACCOUNT, account);
  return { kind: 'ok', person: identity.person };
}
