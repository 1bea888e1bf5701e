/** First weights, drawn from streams: what a layer starts with decides whether signals and gradients survive its depth. */
import { EngineError } from './errors';
import type { Stream } from './random';

/**
 * Numbers for a weight of that shape. Weights are [in, out] or [kernel height, kernel width, in, out]; the last axis is the outputs.
 * Each number is a fresh draw: equal weights would get equal gradients for ever.
 */
export type Initializer = (shape: readonly number[], stream: Stream) => Float64Array;

/** Inputs that one output sums (n_in) and outputs that one input feeds (n_out), counting every tap of a kernel. */
function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  const size = product(shape);
  const [inputs = 1, outputs = 1] = shape.length > 1 ? shape.slice(-2) : [shape[0], shape[0]];
  return { fanIn: size / outputs, fanOut: size / inputs };
}

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
const fill = (shape: readonly number[], next: () => number): Float64Array =>
  Float64Array.from({ length: product(shape) }, next);

/**
 * All numbers equal. Right for biases, wrong for weights: every unit of a layer then stays a copy of its neighbour.
 *
 * @example
 * constant(0.5)([2, 2], stream('1', 'w'))
 */
export function constant(value: number): Initializer {
  return (shape) => fill(shape, () => value);
}

/**
 * Independent draws from N(0, std²).
 *
 * @example
 * normal(0.01)([2, 3], stream('1', 'w'))
 */
export function normal(std = 1): Initializer {
  return (shape, stream) => fill(shape, () => std * stream.normal());
}

/**
 * Xavier's: N(0, 2/(n_in + n_out)), or with `uniform` the uniform law of the same variance. Keeps the variance of signals and of
 * gradients about equal from layer to layer where the activation is nearly linear (tanh).
 *
 * @see Glorot, Bengio, Understanding the difficulty of training deep feedforward neural networks (2010), equation 16
 * @example
 * xavier()([256, 128], stream('1', 'w')).slice(0, 3)
 */
export function xavier(law: 'normal' | 'uniform' = 'normal'): Initializer {
  return scaled(law, ({ fanIn, fanOut }) => 2 / (fanIn + fanOut));
}

/**
 * He's: N(0, 2/n_in), or uniform with the same variance. The 2 makes up for the half of the units that ReLU silences.
 *
 * @see He, Zhang, Ren, Sun, Delving deep into rectifiers (2015), equation 10
 * @example
 * he()([256, 128], stream('1', 'w')).slice(0, 3)
 */
export function he(law: 'normal' | 'uniform' = 'normal'): Initializer {
  return scaled(law, ({ fanIn }) => 2 / fanIn);
}

/** Draws with the variance that a rule finds from the fans. A uniform law on (−r, r) has variance r²/3. */
function scaled(law: 'normal' | 'uniform', variance: (of: ReturnType<typeof fans>) => number): Initializer {
  return (shape, stream) => {
    const v = variance(fans(shape));
    if (law === 'normal') return normal(Math.sqrt(v))(shape, stream);
    return fill(shape, () => Math.sqrt(3 * v) * (2 * stream.uniform() - 1));
  };
}

/**
 * A random matrix with orthonormal columns (or rows, where there are fewer of them), times `gain`: it keeps lengths, so products
 * of many of them neither vanish nor explode. Axes before the last count as rows.
 *
 * Gram–Schmidt, twice, on N(0, 1) draws.
 *
 * @see Saxe, McClelland, Ganguli, Exact solutions to the nonlinear dynamics of learning in deep linear networks (2014)
 * @example
 * orthogonal()([2, 2], stream('1', 'w'))
 */
export function orthogonal(gain = 1): Initializer {
  return (shape, stream) => {
    const columns = shape.at(-1) ?? 1;
    const rows = product(shape) / columns;
    const [count, length] = rows >= columns ? [columns, rows] : [rows, columns];
    const basis: Float64Array[] = [];
    while (basis.length < count) {
      const v = fill([length], () => stream.normal());
      // Twice is enough: the second pass takes away what rounding left of the others.
      for (const u of [...basis, ...basis]) subtractProjection(v, u);
      const norm = Math.sqrt(dot(v, v));
      basis.push(v.map((x) => x / norm));
    }
    const w = new Float64Array(rows * columns);
    basis.forEach((v, j) => v.forEach((x, i) => (w[rows >= columns ? i * columns + j : j * columns + i] = gain * x)));
    return w;
  };
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

function subtractProjection(v: Float64Array, u: Float64Array): void {
  const along = dot(u, v);
  for (let i = 0; i < v.length; i++) v[i]! -= along * u[i]!;
}

const named = { zeros: () => constant(0), normal, xavier, he, orthogonal };

/** What layers take as `init`: a name, or an initializer of your own. */
export type Init = keyof typeof named | Initializer;

/**
 * The initializer of that name: zeros, normal (standard deviation 1), xavier, he, orthogonal.
 *
 * @throws EngineError when there is none
 * @example
 * initializer('he')([2, 2], stream('1', 'w'))
 */
export function initializer(init: Init): Initializer {
  if (typeof init === 'function') return init;
  const found = (named as Partial<Record<string, () => Initializer>>)[init];
  if (!found) throw new EngineError(`init: there is no '${init}'. There are ${Object.keys(named).join(', ')}.`);
  return found();
}
