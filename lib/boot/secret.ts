/** The secret that signs sessions and seeds: given by the environment, or made once beside the embedded database. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const SHORTEST = 32;

export function readSecret(given: string | undefined, dataFolder: string): string {
  if (given !== undefined) return given;
  const file = path.join(dataFolder, 'secret');
  mkdirSync(dataFolder, { recursive: true });
  try {
    // Fails when it is there: two first starts at once must end with the same secret.
    writeFileSync(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length >= SHORTEST) return secret;
  throw new Error(
    `${file} holds no secret of ${SHORTEST} characters; delete it to have a new one made; everybody must sign in again then.`,
  );
}
