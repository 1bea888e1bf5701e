/** Passwords at rest: argon2id, 19 MiB, two passes, one lane (OWASP's first choice). */
import { hash, verify } from '@node-rs/argon2';

/** The package declares its algorithms as an ambient enum, which isolated modules can't read: 2 is Argon2id. */
const ARGON2ID = 2;
const COST = { algorithm: ARGON2ID, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

export async function hashPassword(password: string): Promise<string> {
  return await hash(password, COST);
}

export async function isPassword(stored: string, password: string): Promise<boolean> {
  return await verify(stored, password).catch(() => false);
}
