/** E-mail and password. A wrong address and a wrong password can't be told apart, by answer or by time. */
import type { Deps } from '../deps';
import { forgiveKey, takePoint, type RateLimit } from '../rate-limit.store';
import { hashPassword, isPassword } from './passwords';
import { findIdentity } from './store';
import type { PasswordResult } from './views';

/** Per account: guessing one password. Per network address: trying many accounts; classrooms share one. */
const ACCOUNT_LIMIT: RateLimit = { name: 'password', points: 10, seconds: 15 * 60 };
const ADDRESS_LIMIT: RateLimit = { name: 'password-from', points: 100, seconds: 15 * 60 };
const LONGEST_PASSWORD = 1024;

let decoy: Promise<string> | null = null;

export async function checkPassword(
  deps: Deps,
  input: { email: string; password: string; address: string },
): Promise<PasswordResult> {
  const email = input.email.trim().toLowerCase();
  for (const [limit, key] of [
    [ADDRESS_LIMIT, input.address],
    [ACCOUNT_LIMIT, email],
  ] as const) {
    const point = await takePoint(deps.db, limit, key.slice(0, 320));
    if (point.kind === 'wait') return { kind: 'too-many', retryAfterMs: point.retryAfterMs };
  }
  if (input.password.length > LONGEST_PASSWORD) return { kind: 'wrong' };

  const identity = await findIdentity(deps.db, 'password', email);
  decoy ??= hashPassword('nobody has this password');
  const right = await isPassword(identity?.passwordHash ?? (await decoy), input.password);
  if (!identity?.passwordHash || !right) return { kind: 'wrong' };
  await forgiveKey(deps.db, ACCOUNT_LIMIT, email);
  return { kind: 'signed-in', userId: identity.userId, name: identity.name, email: identity.email };
}
