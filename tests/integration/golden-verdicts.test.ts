/**
 * Verdicts that earlier days' bundles gave must come again from today's grader, those of older graders included. If this
 * fails, what runs bundles and submissions now answers otherwise: undo that, or raise GRADER_VERSION, take away the verdicts
 * that no longer come again, and freeze anew with `node scripts/run.mjs tests/support/golden-verdicts.cli.ts`, so that stored
 * verdicts are known to be of another grader.
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRunner, GRADER_VERSION, type Runner } from '@/lib/runner';
import { readGolden } from '../support/golden-verdicts';

const frozen = Array.from({ length: GRADER_VERSION }, (_, i) => readGolden(i + 1)).filter(
  (golden) => golden !== undefined,
);
const rows = frozen.flatMap((golden, i) => golden.rows.map((row) => [`${i + 1}: ${row.name}`, golden, row] as const));
let runner: Runner;

beforeAll(async () => {
  runner = await createRunner({ students: 1 });
});
afterAll(() => runner?.close());

it('has verdicts of this grader version, and the bundles as they were', () => {
  expect(readGolden(GRADER_VERSION)?.rows.length).toBeGreaterThan(20);
  for (const { bundle } of frozen) expect(createHash('sha256').update(bundle.code).digest('hex')).toBe(bundle.hash);
});

it.each(rows)('gives the same of %s', async (_, { bundle, exports }, row) => {
  const job = { bundle, source: row.source, exports, seed: row.seed, only: 'all' as const };
  expect(await runner.grade(job, new AbortController().signal)).toEqual({ kind: 'verdict', text: row.verdict });
});
