/** Passwords: argon2id, at most four at once (19 MiB each), and the same work whether or not there is an account. */
import { hash, verify } from '@node-rs/argon2';
import { z } from 'zod';

/** For new passwords; long ones need no rules about signs. */
export const PasswordSchema = z
  .string()
  .min(12, 'a password has at least 12 characters')
  .max(128, 'a password has at most 128 characters');

const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of a random password that nobody knows: what is checked when there is no account, so that the time is the same. */
const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$cUopNhu4aR96h8EsQ+06xg$dFlV03h2JkV5EjQMdJ649nXT2LvlX3dJM4HYURZXZTM';

const AT_ONCE = 4;
let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    // The place is handed on, so that nobody slips in between.
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

export async function hashPassword(password: string): Promise<string> {
  return await inTurn(async () => await hash(password, COST));
}

/** `stored` is null where there is no account or no password: false, after the same time. */
export async function matchesPassword(stored: string | null, password: string): Promise<boolean> {
  const matches = await inTurn(async () => await verify(stored ?? NOBODYS_HASH, password));
  return matches && stored !== null;
}
