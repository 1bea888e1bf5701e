/** Twenty steps of each optimizer on a small net: ours, TensorFlow.js's, and the papers' formulas on gradients of jax-js. */
import type * as Tfjs from '@tensorflow/tfjs-core';
import { parameter, tensor, type Tensor } from '@/lib/engine';
import { Adadelta, Adagrad, Adam, AdamW, Momentum, Nesterov, RmsProp, Sgd } from '@/lib/engine/optimizers';
import type { Optimizer } from '@/lib/engine/optimizer';
import { draw } from './comparing';
import type { Jax, Tf } from './op-cases';

const STEPS = 20;
const SHAPES = { w0: [3, 5], b0: [5], w1: [5, 2], b1: [2] } as const;
type Name = keyof typeof SHAPES;
const NAMES = Object.keys(SHAPES) as Name[];

/** State of one parameter, number by number: p, then what the rule remembers of it. */
type Update = (p: number, g: number, state: { s: number; u: number }, t: number) => number;

export interface OptimizerCase {
  name: string;
  /** Of the loss; 1 unless told. */
  factor?: number;
  ours: (params: Tensor[]) => Optimizer;
  /** Absent where it has no such optimizer. */
  tf?: (tf: Tf) => Tfjs.Optimizer;
  paper: Update;
}

export const OPTIMIZER_CASES: readonly OptimizerCase[] = [
  {
    name: 'Sgd',
    ours: (params) => new Sgd(params, { rate: 0.1 }),
    tf: (tf) => tf.train.sgd(0.1),
    paper: (p, g) => p - 0.1 * g,
  },
  {
    name: 'Momentum',
    ours: (params) => new Momentum(params, { rate: 0.05, momentum: 0.8 }),
    tf: (tf) => tf.train.momentum(0.05, 0.8, false),
    paper: (p, g, state) => {
      state.s = 0.8 * state.s - 0.05 * g;
      return p + state.s;
    },
  },
  {
    name: 'Nesterov',
    ours: (params) => new Nesterov(params, { rate: 0.05, momentum: 0.8 }),
    tf: (tf) => tf.train.momentum(0.05, 0.8, true),
    paper: (p, g, state) => {
      state.s = 0.8 * state.s - 0.05 * g;
      return p + 0.8 * state.s - 0.05 * g;
    },
  },
  {
    // TensorFlow.js's puts an ε of 1e-7 under the root, which float32 doesn't show beside gradients as large as these.
    name: 'Adagrad',
    factor: 100,
    ours: (params) => new Adagrad(params, { rate: 0.1, epsilon: 1e-7 }),
    tf: (tf) => tf.train.adagrad(0.1, 1e-14),
    paper: (p, g, state) => {
      state.s += g * g;
      return p - (0.1 * g) / (Math.sqrt(state.s) + 1e-7);
    },
  },
  {
    // TensorFlow.js's divides by the mean of before this gradient, not by RMS[g]_t of the paper.
    name: 'Adadelta',
    ours: (params) => new Adadelta(params, { rate: 1, decay: 0.9, epsilon: 1e-6 }),
    paper: (p, g, state) => {
      state.s = 0.9 * state.s + 0.1 * g * g;
      const delta = (g * Math.sqrt(state.u + 1e-6)) / Math.sqrt(state.s + 1e-6);
      state.u = 0.9 * state.u + 0.1 * delta * delta;
      return p - delta;
    },
  },
  {
    name: 'RmsProp',
    ours: (params) => new RmsProp(params, { rate: 0.01, decay: 0.9, epsilon: 1e-8 }),
    // Its ε stands under the root.
    tf: (tf) => tf.train.rmsprop(0.01, 0.9, 0, 1e-16, false),
    paper: (p, g, state) => {
      state.s = 0.9 * state.s + 0.1 * g * g;
      return p - (0.01 * g) / (Math.sqrt(state.s) + 1e-8);
    },
  },
  {
    name: 'Adam',
    ours: (params) => new Adam(params, { rate: 0.02, beta1: 0.9, beta2: 0.99, epsilon: 1e-8 }),
    tf: (tf) => tf.train.adam(0.02, 0.9, 0.99, 1e-8),
    paper: (p, g, state, t) => p - adam(g, state, t),
  },
  {
    name: 'AdamW',
    ours: (params) => new AdamW(params, { rate: 0.02, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1 }),
    paper: (p, g, state, t) => p - 0.02 * 0.1 * p - adam(g, state, t),
  },
];

function adam(g: number, state: { s: number; u: number }, t: number): number {
  state.s = 0.9 * state.s + 0.1 * g;
  state.u = 0.99 * state.u + 0.01 * g * g;
  return (0.02 * (state.s / (1 - 0.9 ** t))) / (Math.sqrt(state.u / (1 - 0.99 ** t)) + 1e-8);
}

const start = (name: Name): Float64Array => draw(`net/${name}`, { shape: [...SHAPES[name]], low: -1, high: 1 });
const X = draw('net/x', { shape: [6, 3] });
const Y = draw('net/y', { shape: [6, 2] });

/** Parameters after the steps, all in one list. */
export function oursAfter({ ours, factor = 1 }: OptimizerCase): number[] {
  const p = NAMES.map((name) => parameter(tensor(start(name), { shape: SHAPES[name] }), name));
  const [w0, b0, w1, b1] = p as [Tensor, Tensor, Tensor, Tensor];
  const [x, y] = [tensor(X, { shape: [6, 3] }), tensor(Y, { shape: [6, 2] })];
  const optimizer = ours(p);
  for (let i = 0; i < STEPS; i++) {
    optimizer.step(() => x.matmul(w0).add(b0).tanh().matmul(w1).add(b1).sub(y).square().mean().mul(factor));
  }
  return p.flatMap((t) => Array.from(t.dataSync()));
}

export function tfjsAfter(tf: Tf, one: OptimizerCase): number[] | undefined {
  const optimizer = one.tf?.(tf);
  if (!optimizer) return undefined;
  return tf.tidy(() => {
    const p = NAMES.map((name) => tf.variable(tf.tensor(Float32Array.from(start(name)), [...SHAPES[name]])));
    const [w0, b0, w1, b1] = p;
    const x = tf.tensor2d(Float32Array.from(X), [6, 3]);
    const y = tf.tensor2d(Float32Array.from(Y), [6, 2]);
    const loss = (): Tfjs.Scalar => {
      const h = tf.tanh(tf.add(tf.matMul(x, w0!), b0!));
      return tf.mul(tf.mean(tf.square(tf.sub(tf.add(tf.matMul(h, w1!), b1!), y))), one.factor ?? 1);
    };
    for (let i = 0; i < STEPS; i++) optimizer.minimize(loss, false, p);
    return p.flatMap((t) => Array.from(t.dataSync()));
  });
}

/** The paper's formula, number by number, on gradients that jax-js finds in float64. */
export async function papersAfter({ numpy: np, grad }: Jax, { paper, factor = 1 }: OptimizerCase): Promise<number[]> {
  const array = (values: Float64Array, shape: readonly number[]) =>
    np.array(new Float64Array(values)).reshape([...shape]);
  const [x, y] = [array(X, [6, 3]), array(Y, [6, 2])];
  type Arrays = [typeof x, typeof x, typeof x, typeof x];
  const gradient = grad(
    (...[w0, b0, w1, b1]: Arrays) => {
      const d = np
        .matmul(np.tanh(np.matmul(x.ref, w0).add(b0)), w1)
        .add(b1)
        .sub(y.ref);
      return np.square(d).mean().mul(factor);
    },
    { argnums: [0, 1, 2, 3] },
  );
  const values = NAMES.map(start);
  const states = values.map((p) => Array.from(p, () => ({ s: 0, u: 0 })));
  for (let t = 1; t <= STEPS; t++) {
    const arrays = values.map((p, i) => array(p, SHAPES[NAMES[i]!])) as Arrays;
    const gradients = await Promise.all(gradient(...arrays).map(async (g) => Array.from(await g.data(), Number)));
    for (const [i, p] of values.entries()) {
      for (let k = 0; k < p.length; k++) p[k] = paper(p[k]!, gradients[i]![k]!, states[i]![k]!, t);
    }
  }
  return values.flatMap((p) => Array.from(p));
}
