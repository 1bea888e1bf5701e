/** What a proof says of judges that are used again: written by authoring, read by whoever grades. */
import { z } from 'zod';

/** The rule's name in proofs. */
export const STEADY_RULE = 'R13';

const ProofSchema = z.object({ rules: z.array(z.object({ rule: z.string(), ok: z.boolean() })) });

/** Whether a stored proof, if there is one, says that verdicts don't depend on what was judged before. */
export function isProvedSteady(proof: unknown): boolean {
  const read = ProofSchema.safeParse(proof);
  return read.success && read.data.rules.some(({ rule, ok }) => rule === STEADY_RULE && ok);
}
