/** What students hand in, and in which proportions. */
import { endless, listPrograms, type Program } from '../../support/demo-submissions';

/** The six that are judged by their own arithmetic, and what they ask for; the seventh trains a net. */
const EXERCISES = {
  perceptron: 'perceptron',
  softmax: 'softmax',
  'softmax-ce': 'softmaxCE',
  'mlp-backward': 'mlpBackward',
  adam: 'Adam',
  conv2d: 'conv2d',
};

/**
 * By exercise. The shares are those of the 17.7 million submissions that Dodona published: 22 % right, 32 % wrong, 33 %
 * with an error at run time, 11 % that don't compile, 2 % others. Of 500, one never ends.
 */
export async function listMix(): Promise<ReadonlyMap<string, readonly Program[]>> {
  const all = await listPrograms(Infinity);
  const programsOf = (slug: string) => all.filter(({ exercise }) => exercise === slug);
  return new Map(
    Object.entries(EXERCISES).map(([slug, name]) => [slug, [...weigh(programsOf(slug)), endless(slug, name)]]),
  );
}

/** 499 programs. */
function weigh(programs: readonly Program[]): Program[] {
  const share = (name: RegExp, count: number) => {
    const chosen = programs.filter((program) => name.test(program.name));
    return Array.from({ length: count }, (_, i) => chosen[i % chosen.length]).filter((one) => one !== undefined);
  };
  return [
    ...share(/^(solution|also\/)/, 109),
    ...share(/^wrong\//, 158),
    ...share(/^(starter|throws-at-once)$/, 166),
    ...share(/^(syntax-error|empty)$/, 57),
    ...share(/^(wrong-kind|says-when)$/, 9),
  ];
}

/** The same draws in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
