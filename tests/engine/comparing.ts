/** An op's value and gradients, from us and from others: of L = Σ c·f(x) with fixed drawn numbers c. */
import { parameter, stream, tensor, type Tensor } from '@/lib/engine';
import type { Input, Jax, OpCase, Tf } from './op-cases';

export interface Outcome {
  value: number[];
  /** One for each input that gets a gradient. */
  gradients: number[][];
}

export const isLearned = ({ below, fixed }: Input): boolean => below === undefined && !fixed;

export function draw(name: string, { shape, low = -2, high = 2, below }: Input): Float64Array {
  const draws = stream('oracle', name);
  const size = shape.reduce((a, b) => a * b, 1);
  return Float64Array.from({ length: size }, () =>
    below === undefined ? Math.fround(low + (high - low) * draws.uniform24()) : draws.below(below),
  );
}

/** The numbers c. */
export const weightsOf = ({ name }: OpCase, shape: number[]): Float64Array =>
  draw(`${name}/c`, { shape, low: -1, high: 1 });

const drawn = ({ name, inputs }: OpCase): Float64Array[] => inputs.map((input, i) => draw(`${name}/${i}`, input));

/** On the current backend. */
export function ours(op: OpCase, fn: OpCase['ours'] = op.ours): Outcome {
  const x = drawn(op).map((values, i) => {
    const input = op.inputs[i]!;
    const t = tensor(values, { shape: input.shape });
    return isLearned(input) ? parameter(t, `x${i}`) : t;
  });
  const y = fn(x);
  y.mul(tensor(weightsOf(op, [...y.shape]), { shape: y.shape }))
    .sum()
    .backward();
  const gradients = x.filter((t) => t.requiresGrad).map((t) => (t.grad ? numbers(t.grad) : zeros(t.size)));
  return { value: numbers(y), gradients };
}

const numbers = (t: Tensor): number[] => Array.from(t.dataSync());
const zeros = (size: number): number[] => Array.from({ length: size }, () => 0);

export function tfjsSays(tf: Tf, op: OpCase): Outcome | undefined {
  const theirs = op.tf;
  if (!theirs) return undefined;
  return tf.tidy(() => {
    const x = drawn(op).map((values, i) => tf.tensor(Float32Array.from(values), op.inputs[i]!.shape));
    const y = theirs(tf, x);
    const c = tf.tensor(Float32Array.from(weightsOf(op, y.shape)), y.shape);
    const learned = x.filter((_, i) => isLearned(op.inputs[i]!));
    const loss = (...given: typeof x) => {
      const rest = given.values();
      const all = x.map((fixed, i) => (isLearned(op.inputs[i]!) ? (rest.next().value ?? fixed) : fixed));
      return tf.sum(tf.mul(theirs(tf, all), c));
    };
    const gradients = tf.grads(loss)(learned);
    return { value: Array.from(y.dataSync()), gradients: gradients.map((g) => Array.from(g.dataSync())) };
  });
}

export async function jaxSays(jx: Jax, op: OpCase): Promise<Outcome | undefined> {
  const { jax } = op;
  if (!jax) return undefined;
  const arrays = () =>
    drawn(op).map((values, i) => jx.numpy.array(new Float64Array(values)).reshape(op.inputs[i]!.shape));
  const y = jax(jx, arrays());
  const shape = y.shape;
  const value = Array.from(await y.data(), Number);
  const c = jx.numpy.array(new Float64Array(weightsOf(op, shape))).reshape(shape);
  const learned = op.inputs.flatMap((input, i) => (isLearned(input) ? [i] : []));
  const gradient = jx.grad((...x: ReturnType<typeof arrays>) => jax(jx, x).mul(c.ref).sum(), { argnums: learned });
  const gradients = gradient(...arrays());
  return { value, gradients: await Promise.all(gradients.map(async (g) => Array.from(await g.data(), Number))) };
}

/** Words where two outcomes differ by more than `tolerance` · (1 + |expected|), or undefined. */
export function difference(got: Outcome, expected: Outcome, tolerance: number): string | undefined {
  const lists = [
    ['value', got.value, expected.value] as const,
    ...expected.gradients.map((want, i) => [`gradient ${i}`, got.gradients[i] ?? [], want] as const),
  ];
  for (const [what, have, want] of lists) {
    if (have.length !== want.length) return `${what}: ${have.length} numbers, expected ${want.length}`;
    for (const [i, w] of want.entries()) {
      const h = have[i]!;
      if (Object.is(h, w) || Math.abs(h - w) <= tolerance * (1 + Math.abs(w))) continue;
      return `${what}[${i}]: ${h}, expected ${w}`;
    }
  }
  return undefined;
}
