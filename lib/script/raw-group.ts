/** Groups of scripts as hosts see them: opaque texts that go in, opaque texts that come back. */
import { z } from 'zod';

const placeShape = { line: z.number().int().optional(), column: z.number().int().optional() };

export const RawLoadSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('loaded'), notes: z.array(z.string()).readonly() }),
  z.strictObject({
    kind: z.literal('syntax-error'),
    message: z.string(),
    line: z.number().int(),
    column: z.number().int(),
  }),
  z.strictObject({ kind: z.literal('threw'), name: z.string(), message: z.string(), ...placeShape }),
  z.strictObject({ kind: z.literal('timeout') }),
  z.strictObject({ kind: z.literal('memory-limit') }),
  z.strictObject({ kind: z.literal('crashed') }),
]);

export const RawScriptOutcomeSchema = z.discriminatedUnion('kind', [
  /** `text` is for `decodeSteps`. */
  z.strictObject({ kind: z.literal('ran'), text: z.string() }),
  z.strictObject({ kind: z.literal('timeout') }),
  z.strictObject({ kind: z.literal('memory-limit') }),
  z.strictObject({ kind: z.literal('crashed') }),
  z.strictObject({ kind: z.literal('not-run') }),
]);
export type RawScriptOutcome = z.infer<typeof RawScriptOutcomeSchema>;

export const RawGroupSchema = z.strictObject({
  scripts: z.array(z.string()).readonly(),
  /** Of so many first scripts, what is printed is told; of the others nobody may hear. */
  spoken: z.number().int().nonnegative(),
  /** Only when all scripts of the groups before it have been run: without them it is of no use. */
  last: z.boolean(),
});
export type RawGroup = z.infer<typeof RawGroupSchema>;

const RawGroupOutcomeSchema = z.strictObject({
  load: RawLoadSchema,
  /** Same length as the group's scripts; empty when the load failed. */
  scripts: z.array(RawScriptOutcomeSchema).readonly(),
  logs: z.string(),
});
export type RawGroupOutcome = z.infer<typeof RawGroupOutcomeSchema>;

/** Whether a group need not be run any more after these of the same round. */
export function isInVain({ last }: RawGroup, earlier: readonly RawGroupOutcome[]): boolean {
  return last && earlier.some(({ scripts }) => scripts.some(({ kind }) => kind !== 'ran'));
}
