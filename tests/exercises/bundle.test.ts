/** The judge's bundle: one text per exercise version, the same wherever it is made, and readable complaints. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleExercise } from '@/lib/content/bundle';
import { gradeInProcess, loadJudge } from './in-process';

const FOLDER = 'exercises/05-networks/softmax';
let root: string;
let copy: string;

beforeAll(() => {
  mkdirSync('dist', { recursive: true });
  root = mkdtempSync(path.resolve('dist', 'bundle-'));
  copy = path.join(root, 'softmax');
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('bundleExercise', () => {
  it('gives the same text and hash wherever the folder lies, without a path of this machine', async () => {
    cpSync(FOLDER, copy, { recursive: true });
    const [here, there] = [await bundleExercise(FOLDER), await bundleExercise(copy)];
    expect(there).toEqual(here);
    expect(here.code).not.toContain(process.cwd());
  });

  it('holds a judge that grades', async () => {
    const judge = loadJudge((await bundleExercise(FOLDER)).code);
    const source = readFileSync(path.join(FOLDER, 'solution.ts'), 'utf8');
    const input = { source, seed: 'test', only: 'all' as const, exports: ['softmax'] };
    expect(gradeInProcess(judge, input)).toMatchObject({ status: 'graded', score: 100, max: 100 });
    const slip = readFileSync(path.join(FOLDER, 'wrong', 'column-wise.ts'), 'utf8');
    const verdict = gradeInProcess(judge, { ...input, source: slip });
    expect(verdict.checks.find(({ id }) => id === 'random-batches')?.diagnosis?.code).toBe('column-wise');
  });

  it('changes its hash with a graded file, and not with the statement', async () => {
    const before = await bundleExercise(copy);
    writeFileSync(path.join(copy, 'exercise.md'), 'another text');
    expect((await bundleExercise(copy)).hash).toBe(before.hash);
    writeFileSync(
      path.join(copy, 'solution.ts'),
      `${readFileSync(path.join(copy, 'solution.ts'), 'utf8')}\nexport const more = 1;\n`,
    );
    expect((await bundleExercise(copy)).hash).not.toBe(before.hash);
  });

  it.each([
    [
      'checks.ts',
      "import { defineChecks } from '@/lib/exercise';\nexport default defineChecks(;\n",
      /^softmax\/checks\.ts:2:29: /,
    ],
    ['solution.ts', 'export function softmax( {\n', /^softmax\/solution\.ts:2:1: /],
    ['wrong/nameless.ts', 'export const softmax = 1;\n', /^softmax\/wrong\/nameless\.ts:1: expected/],
  ])('names file, line and column of a mistake in %s', async (name, text, message) => {
    const folder = path.join(root, name.replace(/\W/g, '-'), 'softmax');
    cpSync(FOLDER, folder, { recursive: true });
    writeFileSync(path.join(folder, name), text);
    await expect(bundleExercise(folder)).rejects.toMatchObject({
      code: 'content_invalid',
      message: expect.stringMatching(message) as unknown,
    });
  });
});
