/** Makes an account with a password: for operators and the seeded courses. There is no open registration. */
import { z } from 'zod';
import type { Db } from '../../../db/database';
import { recordAudit } from '../audit.store';
import type { Deps } from '../deps';
import { hashPassword } from './password';
import { addIdentity, ensurePerson } from './store';
import type { Person } from './views';

export const NewAccountSchema = z.object({
  email: z.email().max(254).toLowerCase(),
  name: z.string().trim().min(1).max(200),
  password: z.string().min(12).max(128),
});
export type NewAccount = z.infer<typeof NewAccountSchema>;

export type CreateAccountResult = { kind: 'created'; person: Person } | { kind: 'has-password'; person: Person };

/** A person who came through another provider gains a password; one who has a password keeps it. */
export async function createAccount(deps: Pick<Deps, 'db' | 'now'>, input: NewAccount): Promise<CreateAccountResult> {
  const passwordHash = await hashPassword(input.password);
  return await deps.db.transaction(async (transaction) => {
    const tx: Db = transaction;
    const { person } = await ensurePerson(tx, { email: input.email, name: input.name });
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
      action: 'account.created',
      details: { userId: person.id, provider: 'password' },
    });
    return { kind: 'created', person };
  });
}
