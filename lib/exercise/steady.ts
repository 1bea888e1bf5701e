/** What a proof says of judges that are used again: written by authoring, read by whoever grades. */
import { z } from 'zod';

/** The rule's name in proofs. */
export const STEADY_RULE = 'R13';

const ProofSchema = z.object({
  bundle: z.string(),
  rules: z.array(z.object({ rule: z.string(), ok: z.boolean() })),
});

/** Whether a stored proof, if there is one of this very bundle, says that verdicts don't depend on what was judged before. */
export function isProvedSteady(proof: unknown, bundle: string): boolean {
  const read = ProofSchema.safeParse(proof);
  if (!read.success || read.data.bundle !== bundle) return false;
  return read.data.rules.some(({ rule, ok }) => rule === STEADY_RULE && ok);
}
