/** Each kind of exercise that `ex -- new` makes proves itself through the real grader, and a proof says what is broken. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRunner, type Runner } from '@/lib/runner';
import { proveExercise } from '@/lib/authoring/proof';
import type { Proof } from '@/lib/authoring/proof-document';
import { KINDS, scaffold } from '@/lib/authoring/scaffold';
import type { Proof as StoredProof } from '@/lib/features/exercises/views';

let runner: Runner;
let root: string;

beforeAll(async () => {
  runner = await createRunner({ students: 1 });
  mkdirSync('dist', { recursive: true });
  root = mkdtempSync(path.resolve('dist', 'proof-'));
  mkdirSync(path.join(root, '01-neuron'));
});

afterAll(async () => {
  await runner.close();
  rmSync(root, { recursive: true, force: true });
});

// Fewer seeds than the command takes; the rules are the same.
const prove = async (folder: string): Promise<Proof> =>
  await proveExercise(runner, folder, {
    now: () => new Date(0),
    signal: new AbortController().signal,
    seeds: { reference: 4, others: 3 },
  });

const broken = (proof: Proof) =>
  proof.rules.filter((rule) => !rule.ok && rule.blocking).map(({ rule, messages }) => ({ rule, messages }));

describe('ex -- new', () => {
  it.each(KINDS)(
    'makes an exercise of kind %s that passes its check',
    async (kind) => {
      const folder = await scaffold({ slug: `new-${kind}`, kind, module: '01-neuron', root });
      expect(broken(await prove(folder))).toEqual([]);
    },
    300_000,
  );

  it('numbers exercises one after the other and leaves existing ones alone', async () => {
    expect(readdirSync(path.join(root, '01-neuron')).length).toBe(KINDS.length);
    await expect(scaffold({ slug: 'new-close', kind: 'close', module: '01-neuron', root })).rejects.toThrow(
      /is there already/,
    );
    await expect(scaffold({ slug: 'New', kind: 'close', module: '01-neuron', root })).rejects.toThrow(/no slug/);
  });
});

describe('a proof', () => {
  it('has the form in which it is stored', () => {
    const proof: Proof = { exercise: 'x', hash: 'h', ok: true, provedAt: '', ms: 1, checks: [], rules: [], rows: [] };
    const stored: StoredProof = proof;
    const back: Proof = stored;
    expect(back).toBe(proof);
  });

  it('says with file and line what an author broke', async () => {
    const folder = await scaffold({ slug: 'broken', kind: 'close', module: '01-neuron', root });
    writeFileSync(
      path.join(folder, 'wrong', 'survivor.ts'),
      '// expect: random-matrices fails as survivor\n// says: Nothing is wrong with it.\nexport function columnMeans(X: number[][]): number[] {\n  return (X[0] ?? []).map((_, j) => X.reduce((sum, row) => sum + row[j], 0) / X.length);\n}\n',
    );
    const survived = await prove(folder);
    expect(survived.ok).toBe(false);
    expect(survived.rules.find(({ rule }) => rule === 'R5')?.messages[0]).toMatchObject({
      file: 'wrong/survivor.ts',
      line: 1,
      text: 'with seed proof-1 it passes random-matrices',
    });
    writeFileSync(
      path.join(folder, 'checks.ts'),
      "import { defineChecks } from '@/lib/exercise';\nexport default defineChecks(;\n",
    );
    const unreadable = await prove(folder);
    expect(unreadable.rules[0]).toMatchObject({ rule: 'R1', ok: false, messages: [{ file: 'checks.ts', line: 2 }] });
  }, 300_000);
});
