/** What a data set is, how its samples are drawn, and the fingerprint by which a version is known. */
import { shuffle, stream, type Stream } from '../random';

/** Samples in rows: sample i is `x[i·size … (i+1)·size − 1]`, where size is the product of `shape[1…]`. */
export interface Points {
  readonly x: Float64Array;
  readonly shape: readonly number[];
}

/** Points with what is to be learnt about them. */
export interface Dataset extends Points {
  /** Name and version, like `spiral@1`. A change of any number is a new version. */
  readonly name: string;
  /** Class numbers 0 … classes − 1, or numbers to predict where `classes` is 0. */
  readonly y: Float64Array;
  /** `[samples]`, or `[samples, time]` where there is a target for every time step. */
  readonly targetShape: readonly number[];
  readonly classes: number;
}

/** What every generator takes. The samples depend on `seed`, `split` and the sizes only. */
export interface DrawOptions {
  readonly seed: string;
  /** `train`, `validation`, `test` … : other samples from the same law. */
  readonly split?: string;
  readonly count?: number;
  readonly noise?: number;
}

/** One sample: its numbers, and its target unless that is the class it was asked for. */
interface Sample {
  readonly x: ArrayLike<number>;
  readonly y?: ArrayLike<number>;
}

/** How a set draws its samples. */
export interface Recipe {
  /** Name and version. */
  readonly name: string;
  readonly count: number;
  /** Shape of one sample. */
  readonly shape: readonly number[];
  readonly targetShape?: readonly number[];
  readonly classes: number;
  /** Numbers are rounded to 1/unit: 10⁶ for coordinates, 255 for pixels. */
  readonly unit?: number;
  /** `even` runs through [0, 1) in equal steps with jitter within each class, so that curves have no gaps. */
  readonly sample: (s: Stream, label: number, even: number) => Sample;
}

/** Draws the samples of a recipe: classes take turns, so that they are balanced exactly, then the order is shuffled. */
export function draw(recipe: Recipe, options: DrawOptions): Dataset {
  const { name, shape, classes, targetShape = [], unit = 1e6 } = recipe;
  const count = options.count ?? recipe.count;
  const channel = `${name.split('@')[0]}/${options.split ?? 'train'}`;
  const s = stream(options.seed, channel);
  const order = shuffle(
    Array.from({ length: count }, (_, i) => i),
    stream(options.seed, `${channel}/order`),
  );
  const size = product(shape);
  const targets = product(targetShape);
  const x = new Float64Array(count * size);
  const y = new Float64Array(count * targets);
  const kinds = Math.max(1, classes);
  for (let i = 0; i < count; i++) {
    const label = i % kinds;
    const even = (Math.floor(i / kinds) + s.uniform()) / Math.ceil(count / kinds);
    const sample = recipe.sample(s, label, even);
    const place = order[i]!;
    for (let j = 0; j < size; j++) x[place * size + j] = round(sample.x[j]!, unit);
    for (let j = 0; j < targets; j++) y[place * targets + j] = round(sample.y?.[j] ?? label, 1e6);
  }
  return { name, x, shape: [count, ...shape], y, targetShape: [count, ...targetShape], classes };
}

/**
 * The samples with the given numbers, in that order: a batch, a subset, a shuffled set.
 *
 * @example take(moons({ seed: 'demo' }), [3, 1, 4]).x
 */
export function take<T extends Dataset>(set: T, numbers: readonly number[]): T {
  const rows = (values: Float64Array, shape: readonly number[]): Float64Array => {
    const size = product(shape.slice(1));
    const out = new Float64Array(numbers.length * size);
    numbers.forEach((number, i) => out.set(values.subarray(number * size, (number + 1) * size), i * size));
    return out;
  };
  const { shape, targetShape } = set;
  const [x, y] = [rows(set.x, shape), rows(set.y, targetShape)];
  const [first, second] = [shape, targetShape].map((sizes) => [numbers.length, ...sizes.slice(1)]);
  return { ...set, x, y, shape: first, targetShape: second };
}

/** The nearest multiple of 1/unit, never −0: so small a step hides no feature, and prints in few digits. */
function round(value: number, unit = 1e6): number {
  return (Math.round(value * unit) + 0) / unit;
}

/**
 * FNV-1a over the numbers of a data set in millionths, as 32-bit integers, low byte first: eight hexadecimal digits.
 *
 * @example
 * const { x, y } = moons({ seed: 'demo' });
 * fingerprint(x, y)
 */
export function fingerprint(...columns: readonly ArrayLike<number>[]): string {
  let hash = 0x811c9dc5;
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      const word = Math.round(column[i]! * 1e6) | 0;
      for (let shift = 0; shift < 32; shift += 8) hash = Math.imul(hash ^ ((word >>> shift) & 255), 0x01000193);
    }
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
