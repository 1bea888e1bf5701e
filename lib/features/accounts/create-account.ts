/** Makes an account with a password: for operators and the seeded courses. There is no open registration. */
import type { Db } from '../../../db/database';
import { recordAudit } from '../audit.store';
import type { Deps } from '../deps';
import { ensurePerson } from '../people.store';
import { hashPassword } from './password';
import { addIdentity } from './store';
import type { Person } from './views';

export interface NewAccount {
  /** Lower case. */
  email: string;
  name: string;
  password: string;
}

export type CreateAccountResult = { kind: 'created'; person: Person } | { kind: 'has-password'; person: Person };

/** A person who came through another provider gains a password; one who has a password keeps it. */
export async function createAccount(deps: Pick<Deps, 'db' | 'now'>, input: NewAccount): Promise<CreateAccountResult> {
  const passwordHash = await hashPassword(input.password);
  return await deps.db.transaction(async (transaction) => {
    const tx: Db = transaction;
    const { person, created } = await ensurePerson(tx, { email: input.email, name: input.name });
    const added = await addIdentity(tx, {
      userId: person.id,
      provider: 'password',
      subject: input.email,
      passwordHash,
    });
    if (!added) return { kind: 'has-password', person };
    await recordAudit(tx, {
      at: deps.now(),
      actorId: null,
      courseId: null,
      action: created ? 'account.created' : 'account.linked',
      details: { userId: person.id, provider: 'password' },
    });
    return { kind: 'created', person };
  });
}
