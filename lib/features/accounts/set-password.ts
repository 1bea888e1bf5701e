/** Gives somebody a new password: for operators, when it was forgotten. */
import type { Db } from '../../../db/database';
import { recordAudit } from '../audit.store';
import type { Deps } from '../deps';
import { hashPassword } from './password';
import { putPassword } from './store';

export async function setPassword(
  deps: Pick<Deps, 'db' | 'now'>,
  { email, password }: { email: string; password: string },
): Promise<{ kind: 'set' } | { kind: 'no-account' }> {
  const passwordHash = await hashPassword(password);
  return await deps.db.transaction(async (transaction) => {
    const tx: Db = transaction;
    const userId = await putPassword(tx, email, passwordHash);
    if (userId === undefined) return { kind: 'no-account' };
    await recordAudit(tx, {
      at: deps.now(),
      actorId: null,
      courseId: null,
      action: 'account.password-set',
      details: { userId, by: 'operator' },
    });
    return { kind: 'set' };
  });
}
