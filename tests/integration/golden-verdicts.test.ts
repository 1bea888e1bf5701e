/**
 * Verdicts that an earlier day's bundle gave must come again from today's grader. If this fails, what runs bundles and
 * submissions now answers otherwise: undo that, or raise GRADER_VERSION and freeze anew with
 * `node scripts/run.mjs tests/support/golden-verdicts.cli.ts`, so that stored verdicts are known to be of another grader.
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRunner, GRADER_VERSION, type Runner } from '@/lib/runner';
import { readGolden } from '../support/golden-verdicts';

const golden = readGolden(GRADER_VERSION);
let runner: Runner;

beforeAll(async () => {
  runner = await createRunner({ students: 1 });
});
afterAll(() => runner?.close());

it('has verdicts of this grader version, and the bundle as it was', () => {
  expect(golden?.rows.length).toBeGreaterThan(20);
  expect(
    createHash('sha256')
      .update(golden?.bundle.code ?? '')
      .digest('hex'),
  ).toBe(golden?.bundle.hash);
});

it.each((golden?.rows ?? []).map((row) => [row.name, row] as const))('gives the same of %s', async (_, row) => {
  if (!golden) throw new Error('nothing is frozen');
  const { bundle, exports } = golden;
  const job = { bundle, source: row.source, exports, seed: row.seed, only: 'all' as const };
  expect(await runner.grade(job, new AbortController().signal)).toEqual({ kind: 'verdict', text: row.verdict });
});
