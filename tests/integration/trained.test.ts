/** The engine on the judge's side, through the real runner: metrics of what was trained there, and weights trained elsewhere. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleExercise } from '@/lib/content/bundle';
import { toSafetensors, weightsFromJson, type StoredTensor } from '@/lib/engine/weights';
import type { Verdict } from '@/lib/grading/kernel';
import { createRunner, type JudgeBundle, type Runner } from '@/lib/runner';

const SPIRAL = 'exercises/12-depth/spiral';
const LINE = 'tests/support/engine-checks/line';

let runner: Runner;
let spiral: JudgeBundle;
let line: JudgeBundle;

beforeAll(async () => {
  runner = await createRunner({ students: 1 });
  [spiral, line] = await Promise.all([bundleExercise(SPIRAL), bundleExercise(LINE)]);
});
afterAll(() => runner.close());

async function grade(bundle: JudgeBundle, name: string, source: string, seed = 'one'): Promise<Verdict> {
  const job = { bundle, source, exports: [name], seed, only: 'all' as const };
  const outcome = await runner.grade(job, new AbortController().signal);
  if (outcome.kind !== 'verdict') throw new Error(outcome.reason);
  return JSON.parse(outcome.text) as Verdict;
}

describe('a training check that measures with the engine', () => {
  it('passes what was learnt, and says how good it is', async () => {
    const verdict = await grade(line, 'fit', readFileSync(`${LINE}/solution.ts`, 'utf8'));
    expect(verdict).toMatchObject({ status: 'graded', score: 10 });
    expect(verdict.checks[0]?.message).toMatch(/^The median squared error over 3 runs is 0\.\d+; the goal is/);
  });

  it('fails what was not, and believes no claim', async () => {
    const lazy = await grade(line, 'fit', 'export function fit() { return Object.assign([0, 0], { loss: 0 }) }');
    expect(lazy.score).toBe(0);
    const other = await grade(line, 'fit', "export const fit = () => ['2', 1]");
    expect(other).toMatchObject({ score: 0, status: 'graded' });
  });
});

/** The reference's weights. */
const solution = readFileSync(`${SPIRAL}/solution.ts`, 'utf8');
const lines = [...solution.matchAll(/^ {4}'(\{.*\})',$/gm)].map(([, json]) => json ?? '');
const GOOD = weightsFromJson(`{"format":"gradus-weights","version":1,"tensors":[${lines.join(',')}]}`);
const RELU = ['relu', 'relu', 'identity'];

type Change = (tensor: StoredTensor) => StoredTensor;
const numbers = (data: ArrayLike<number>): number[] => Array.from(data);
const documentOf = (tensors: readonly StoredTensor[]): string =>
  JSON.stringify({
    format: 'gradus-weights',
    version: 1,
    tensors: tensors.map(({ name, shape, data }) => ({ name, shape, type: 'F64', data: numbers(data) })),
  });
const changed = (name: string, change: Change): string =>
  documentOf(GOOD.map((tensor) => (tensor.name === name ? change(tensor) : tensor)));
const program = (weights: string, activations: readonly string[] = RELU, more = ''): string =>
  `export function net() { return { activations: ${JSON.stringify(activations)}, weights: ${weights}${more} } }`;
const quoted = (text: string): string => JSON.stringify(text);

describe('weights trained elsewhere', () => {
  const forms: [string, string][] = [
    ['the text', quoted(documentOf(GOOD))],
    ['the object', documentOf(GOOD)],
    ['safetensors in base64', quoted(Buffer.from(toSafetensors(GOOD)).toString('base64'))],
  ];
  it.each(forms)('pass as %s', async (_, weights) => {
    const verdict = await grade(spiral, 'net', program(weights));
    expect(verdict).toMatchObject({ status: 'graded', score: 100, max: 100 });
    expect(verdict.checks[3]?.message).toMatch(
      /^The median accuracy over 5 hidden sets is 0\.9\d+, with 65 parameters; the goal is at least 0\.95\.$/,
    );
  });

  it('are measured anew under every seed, and replay bit for bit', async () => {
    const source = program(quoted(documentOf(GOOD)));
    const [one, again, other] = [
      await grade(spiral, 'net', source, 'one'),
      await grade(spiral, 'net', source, 'one'),
      await grade(spiral, 'net', source, 'two'),
    ];
    expect(again).toEqual(one);
    expect(other.checks.map(({ message }) => message)).not.toEqual(one.checks.map(({ message }) => message));
  });

  const zeros = documentOf(GOOD.map((tensor) => ({ ...tensor, data: new Float64Array(tensor.data.length) })));
  const wide = documentOf([
    { name: 'dense1.w', shape: [2, 60], data: new Float64Array(120).fill(0.1) },
    { name: 'dense1.b', shape: [60], data: new Float64Array(60) },
    { name: 'dense2.w', shape: [60, 1], data: new Float64Array(60) },
    { name: 'dense2.b', shape: [1], data: new Float64Array(1) },
  ]);
  const failing: [string, string, RegExp][] = [
    ['zeros', program(quoted(zeros)), /All weights are zero|accuracy over 5 hidden sets is 0\.5/],
    ['claims', program(quoted(zeros), RELU, ', accuracy: 1, parameters: 1'), /All weights are zero|is 0\.5/],
    [
      'another shape',
      program(quoted(changed('dense2.w', (t) => ({ ...t, shape: [4, 8] })))),
      /dense2\.w has the shape \[4, 8\]; expected \[8, …\], since the layer before gives 8 numbers/,
    ],
    [
      'too few numbers',
      program(quoted(changed('dense2.w', (t) => ({ ...t, data: t.data.slice(1) })))),
      /dense2\.w is \[8, 4\] but has 31 numbers/,
    ],
    [
      'NaN',
      program(documentOf(GOOD).replace('1.899', 'NaN')),
      /dense1\.w holds numbers that are not finite\. Did the training diverge\?/,
    ],
    ['too many parameters', program(quoted(wide), ['relu', 'identity']), /has 241 parameters; at most 160/],
    [
      'another name',
      program(quoted(documentOf(GOOD).replace('dense1.w', 'first.w'))),
      /no dense1\.w among the weights/,
    ],
    [
      'one tensor too many',
      program(quoted(documentOf([...GOOD, { name: 'dense4.w', shape: [1, 1], data: new Float64Array(1) }]))),
      /no further dense4\.w/,
    ],
    [
      'a layer without activation',
      program(quoted(documentOf(GOOD)), ['relu', 'identity']),
      /The last layer gives 4 numbers/,
    ],
    [
      'an unknown activation',
      program(quoted(documentOf(GOOD)), ['relu', 'sin', 'identity']),
      /must be a list with one of relu/,
    ],
    [
      'another last activation',
      program(quoted(documentOf(GOOD)), ['relu', 'relu', 'relu']),
      /must have the activation identity/,
    ],
    ['no document', 'export const net = () => 42', /Return an object with activations and weights/],
    ['no weights', program('undefined'), /Weights: /],
    ['another text', program('"my weights"'), /neither JSON nor base64|safetensors/i],
    ['a long text', program(`'{' + ' '.repeat(20000)`), /not plain data/],
  ];
  it.each(failing)('fail with words: %s', async (_, source, words) => {
    const { status, checks, score } = await grade(spiral, 'net', source);
    expect(status).toBe('graded');
    expect(score).toBeLessThanOrEqual(5);
    expect(checks[1]?.diagnosis?.text).toMatch(words);
  });
});
