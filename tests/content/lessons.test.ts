/** The lessons as they stand: they load, their figures exist, and every number in them is right. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { activate, sigmoid } from '@/app/figures/parts/activations';
import { flow, LAYERS, output, type Pair } from '@/app/figures/flowing-numbers/state';
import { START, work } from '@/app/figures/neuron-bench/state';
import { findFigure } from '@/app/figures/registry';
import { loadCatalog, type Catalog } from '@/lib/content/load';
import { toPublicExercise } from '@/lib/content/public-view';
import type { PublicExercise } from '@/lib/features/exercises/views';
import type { LessonView } from '@/lib/features/lessons/views';

const root = path.join(import.meta.dirname, '../../exercises');
let catalog: Catalog;
beforeAll(async () => {
  catalog = await loadCatalog(root);
});

const LESSONS = [
  { slug: 'one-neuron', file: '01-neuron/one-neuron.lesson.md' },
  { slug: 'forward-pass', file: '05-networks/forward-pass.lesson.md' },
];

describe.each(LESSONS)('$slug', ({ slug, file }) => {
  it('loads without problems of its own', () => {
    expect(catalog.problems.filter((problem) => problem.file === file && problem.rule !== 'link')).toEqual([]);
    expect(catalog.lessons.map((lesson) => lesson.slug)).toContain(slug);
  });

  it('names only figures that exist', () => {
    const blocks = catalog.lessons.find((lesson) => lesson.slug === slug)?.blocks ?? [];
    const names = blocks.flatMap((block) => (block.kind === 'figure' ? [block.name] : []));
    expect(names.length).toBeGreaterThanOrEqual(2);
    for (const name of names) expect(findFigure(name), name).toBeDefined();
  });
});

/** A snippet of the text with `#` where a number stands, and the number that must stand there. */
type Claim = [snippet: string, ...values: (number | string)[]];

function fill([snippet, ...values]: Claim, digits: number): string {
  let index = 0;
  return snippet.replace(/#/g, () => {
    const value = values[index++];
    return typeof value === 'number' ? value.toFixed(digits) : String(value);
  });
}

/** `toContain` would print the whole lesson. */
function expectIn(text: string, words: string): void {
  expect(text.includes(words), `the lesson should say: ${words}`).toBe(true);
}

const slope = (z: number): number => sigmoid(z) * (1 - sigmoid(z));
const sum = (change: Partial<typeof START>): number => work({ ...START, ...change }).z;
const answer = (change: Partial<typeof START>): number => work({ ...START, ...change }).y;

describe('numbers of lesson 1.2', () => {
  const claims: Claim[] = [
    ['answer $\\sigma(z)$ | # | # | 0.5 | # | # | # |', sigmoid(-6), sigmoid(-2), sigmoid(1), sigmoid(2), sigmoid(6)],
    ['$\\hat y=\\sigma(-6)=#$', answer({})],
    ['The answer is $#$, still a no', answer({ b: 3 })],
    [`$z=${String(sum({ w2: 0 }))}$ and $\\hat y=#$`, answer({ w2: 0 })],
    [`$z=${String(sum({ x1: 0, x2: 0 }))}$ and $\\hat y=#$`, answer({ x1: 0, x2: 0 })],
    ['the sigmoid gains $#$, from $z=6$ to $z=7$ only $#$', sigmoid(3) - sigmoid(2), sigmoid(7) - sigmoid(6)],
    ['$\\sigma(-3)+\\sigma(-4)=#+#=#$', sigmoid(-3), sigmoid(-4), sigmoid(-3) + sigmoid(-4)],
    ['gives $\\sigma(-7)=#$', sigmoid(-7)],
    ['At $z=2$ it is $#$, at $z=6$ only $#$', slope(2), slope(6)],
    ['| at $z=-6$ | # | −# | 0 | 0 |', sigmoid(-6), -activate('tanh', -6)],
  ];

  it.each(claims)('%s', async (...claim) => {
    expectIn(await readFile(path.join(root, '01-neuron/one-neuron.lesson.md'), 'utf8'), fill(claim, 4));
  });

  it('has the right sums in its sentences', async () => {
    const text = await readFile(path.join(root, '01-neuron/one-neuron.lesson.md'), 'utf8');
    expect(sum({})).toBe(-6);
    expect(text).toContain('z=1-3-4=-6');
    expect(sum({ b: 3 })).toBe(-4);
    expect(text).toContain('the stack now ends at $z=-4$');
    expect(sum({ x1: 1, x2: 2 })).toBe(0);
    expect(work({ ...START, x1: 1, x2: 2 }).terms.map((term) => term.value)).toEqual([3, -4, 1]);
    expect(text).toContain('the terms are $3$, $-4$ and $1$');
    expect(sum({ b: 0 })).toBe(-7);
    expect(text).toContain('$x^{\\top}w=(-1)\\cdot3+2\\cdot(-2)=-7$');
  });

  it('has the right laws', () => {
    for (const z of [-3, -0.4, 1.7]) {
      expect(sigmoid(-z)).toBeCloseTo(1 - sigmoid(z), 12);
      expect(2 * sigmoid(2 * z) - 1).toBeCloseTo(Math.tanh(z), 12);
    }
    expect(slope(0)).toBe(0.25);
  });
});

describe('numbers of lesson 5.2', () => {
  const at = flow([1, -1]);
  const origin = output([0, 0]);
  const here = output([1, -1]);
  const pairs = (layer: number, part: 'z' | 'a'): Pair => at[layer]?.[part] ?? [NaN, NaN];
  const minus = (value: number): string => value.toFixed(4).replace('-', '−');
  const parameters = (...sizes: number[]): number =>
    sizes.slice(1).reduce((total, k, i) => total + k * (sizes[i] ?? 0) + k, 0);
  const softmax = (z: number[]): number[] => {
    const total = z.reduce((before, value) => before + Math.exp(value), 0);
    return z.map((value) => Math.exp(value) / total);
  };
  const claims: Claim[] = [
    ['| 1 | 4, −2 | #, # |', ...pairs(0, 'a')],
    ['| 2 | #, # | #, # |', ...pairs(1, 'z').map(minus), ...pairs(1, 'a')],
    ['| 3 | #, # | #, # |', ...pairs(2, 'z').map(minus), ...pairs(2, 'a')],
    ['the layer says $a=(#,\\ #)$', ...pairs(0, 'a').map((value) => value.toFixed(3))],
    ['$f(1,-1)=(#,\\ #)$', ...here.map((value) => value.toFixed(2))],
    ['$f(0,0)=(#,\\ #)$', ...origin.map((value) => value.toFixed(2))],
    ['its sum is $#-#=#$', 2 * pairs(0, 'a')[0], pairs(0, 'a')[1], pairs(1, 'z')[0]],
    ['the first falls from $#$ to $#$, the second rises from $#$ to $#$', here[0], origin[0], here[1], origin[1]],
    ['It has $#$ parameters', String(parameters(2, 2, 2, 2))],
    ['It has $#$ parameters, and', parameters(256, 32, 10).toLocaleString('en').replace(',', '{,}')],
    ['takes $#$ multiplications', (64 * (256 * 32 + 32 * 10)).toLocaleString('en').replace(',', '{,}')],
    ['become $(#,\\ #,\\ #)$', ...softmax([3, 1, -3])],
  ];

  it.each(claims)('%s', async (...claim) => {
    expectIn(await readFile(path.join(root, '05-networks/forward-pass.lesson.md'), 'utf8'), fill(claim, 4));
  });

  const [first, second] = LAYERS;
  const times = (W: readonly (readonly number[])[], x: readonly number[]): number[] =>
    W.map((row) => row.reduce((total, weight, j) => total + weight * (x[j] ?? NaN), 0));
  const columns = (W: readonly (readonly number[])[]): number[][] => [0, 1].map((j) => W.map((row) => row[j] ?? NaN));

  it('has the right product of the first two layers', async () => {
    const text = await readFile(path.join(root, '05-networks/forward-pass.lesson.md'), 'utf8');
    if (!first || !second) throw new Error('expected three layers');
    const merged = columns(columns(first.W).map((column) => times(second.W, column)));
    expect(merged).toEqual([
      [3, -5],
      [-1, 3],
    ]);
    expect(text).toContain('\\begin{pmatrix}3&-5\\\\-1&3\\end{pmatrix}');
    const bias = times(second.W, first.b);
    expect(bias).toEqual([2, -2]);
    expect(text).toContain('\\begin{pmatrix}2\\\\-2\\end{pmatrix}');
    const both = times(merged, [1, -1]).map((value, i) => value + (bias[i] ?? NaN));
    expect(both).toEqual([10, -6]);
    expect(times(second.W, [4, -2])).toEqual([10, -6]);
    expect(text).toContain('$W^2\\,(4,-2)^{\\top}+b^2=(10,-6)^{\\top}$');
  });

  it('has the right sums for a forgotten transpose', () => {
    const wrong = times(columns(first?.W ?? []), [1, -1]).map((value, i) => value + (first?.b[i] ?? NaN));
    expect(wrong).toEqual([3, -3]);
  });
});

describe('contracts', () => {
  it('gives the features what their views expect', () => {
    // Compiles only if the shapes agree; the loader may not import the features.
    const views: LessonView['blocks'][] = catalog.lessons.map((lesson) => lesson.blocks);
    const publics: PublicExercise[] = catalog.exercises.map((exercise) =>
      toPublicExercise(exercise, [], { exercise: exercise.slug, hash: exercise.hash, text: '' }),
    );
    expect(views).toHaveLength(catalog.lessons.length);
    expect(publics.every((view) => !JSON.stringify(view).includes('BEGIN SOLUTION'))).toBe(true);
  });
});
