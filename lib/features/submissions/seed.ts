/** From a submission's id to the seed of its random inputs: stored with it, so that every verdict can be replayed. */
import { createHash, createHmac } from 'node:crypto';
import type { SubmissionId } from '../../base/ids';

/** Nobody without the secret can tell the inputs that a submission will meet. */
export function seedOf(secret: string, id: SubmissionId): string {
  return createHmac('sha256', secret).update(id).digest('hex');
}

export function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}
