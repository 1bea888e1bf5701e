/** Makes somebody an operator of the platform, or ends that: for whoever runs the server. */
import type { Db } from '../../../db/database';
import { recordAudit } from '../audit.store';
import type { Deps } from '../deps';
import { ensurePerson } from '../people.store';
import { putOperator } from './store';

export interface OperatorChange {
  /** Lower case. */
  email: string;
  operator: boolean;
  /** With it, the person is made where there is none. */
  name?: string | undefined;
}

export type SetOperatorResult =
  { kind: 'set'; changed: boolean; /** The person is new. */ created: boolean } | { kind: 'no-account' };

export async function setOperator(
  deps: Pick<Deps, 'db' | 'now'>,
  { email, operator, name }: OperatorChange,
): Promise<SetOperatorResult> {
  return await deps.db.transaction(async (transaction) => {
    const tx: Db = transaction;
    const at = deps.now();
    const created = name === undefined ? false : (await ensurePerson(tx, { email, name })).created;
    const found = await putOperator(tx, email, operator);
    if (found === undefined) return { kind: 'no-account' };
    const entry = { at, actorId: null, courseId: null, details: { userId: found.userId } };
    if (created) await recordAudit(tx, { ...entry, action: 'account.created' });
    if (found.changed) await recordAudit(tx, { ...entry, action: operator ? 'operator.added' : 'operator.removed' });
    return { kind: 'set', changed: found.changed, created };
  });
}
