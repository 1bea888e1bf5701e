/** Open checks as text: what the browser is sent. Scripts and expected values only, no code of the author. */
import { z } from 'zod';
import { decodeData, encodeData } from '../script/wire';
import type { Expectation, PlannedCheck } from './plan';

/** Made on demand, so that the judge's bundle, which only writes packs, goes without zod. */
function packSchema() {
  const ToleranceSchema = z.strictObject({
    rtol: z.number(),
    atol: z.number(),
    relativeTo: z.enum(['element', 'array', 'sum']),
  });
  const RuleSchema = z.strictObject({ pattern: z.string(), flags: z.string(), says: z.string() });
  const ExpectationSchema = z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('value'),
      step: z.int(),
      part: z.string().nullable(),
      want: z.string(),
      tolerance: ToleranceSchema,
    }),
    z.strictObject({ kind: z.literal('shape'), step: z.int(), want: z.string() }),
    z.strictObject({ kind: z.literal('throws'), step: z.int() }),
    z.strictObject({
      kind: z.literal('pure'),
      steps: z.tuple([z.int(), z.int()]),
      fresh: z.boolean(),
      tolerance: ToleranceSchema,
    }),
    z.strictObject({ kind: z.literal('instance'), step: z.int() }),
  ]);
  const PackSchema = z.strictObject({
    v: z.literal(1),
    checks: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        points: z.number(),
        open: z.boolean(),
        hint: z.string().nullable(),
        cases: z.array(
          z.strictObject({
            script: z.string(),
            input: z.string(),
            sizes: z.strictObject({ m: z.number().nullable(), n: z.number().nullable() }),
            expect: z.array(ExpectationSchema),
          }),
        ),
        source: z.strictObject({ must: z.array(RuleSchema), mustNot: z.array(RuleSchema) }).nullable(),
      }),
    ),
  });
  return PackSchema;
}

type Pack = z.infer<ReturnType<typeof packSchema>>;
type PackedExpectation = Pack['checks'][number]['cases'][number]['expect'][number];

export function encodePack(checks: readonly PlannedCheck[]): string {
  const plain: Pack = {
    v: 1,
    checks: checks.map((check) => ({
      ...check,
      cases: check.cases.map((one) => ({ ...one, expect: one.expect.map(encodeExpectation) })),
    })),
  };
  return JSON.stringify(plain);
}

export function decodePack(text: string): PlannedCheck[] {
  return packSchema()
    .parse(JSON.parse(text))
    .checks.map((check) => ({
      ...check,
      cases: check.cases.map((one) => ({ ...one, expect: one.expect.map(decodeExpectation) })),
    }));
}

/** Expected values travel in the wire form, as text, so that typed arrays, NaN and −0 arrive as they are. */
function encodeExpectation(expectation: Expectation): PackedExpectation {
  if (expectation.kind === 'value' || expectation.kind === 'shape')
    return { ...expectation, want: encodeData(expectation.want) };
  return expectation;
}

function decodeExpectation(expectation: PackedExpectation): Expectation {
  if (expectation.kind === 'value' || expectation.kind === 'shape')
    return { ...expectation, want: decodeData(expectation.want) };
  return expectation;
}
