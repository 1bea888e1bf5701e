/** Every op of the engine, as itself, in TensorFlow.js and in jax-js. */
import type * as JaxJs from '@jax-js/jax';
import type * as Tfjs from '@tensorflow/tfjs-core';
import { concat, conv2d, crossEntropy, maxPool2d, meanPool2d, stack, type Tensor } from '@/lib/engine';

export type Tf = typeof Tfjs;
export type Jax = typeof JaxJs;
type TfTensor = Tfjs.Tensor;
type JaxArray = JaxJs.Array;

export interface Input {
  shape: number[];
  /** Uniform in [low, high); −2 to 2 unless told. */
  low?: number;
  high?: number;
  /** Class numbers or row numbers below this, and no gradient. */
  below?: number;
  /** No gradient. */
  fixed?: true;
}

export interface OpCase {
  name: string;
  inputs: Input[];
  ours: (x: Tensor[]) => Tensor;
  /** Absent where it has no such op, or can't differentiate it; so is the next. */
  tf?: (tf: Tf, x: TfTensor[]) => TfTensor;
  jax?: (jx: Jax, x: JaxArray[]) => JaxArray;
}

type One = (x: Tensor) => Tensor;
interface Unary {
  low?: number;
  high?: number;
  ours: One;
  tf: (tf: Tf, x: TfTensor) => TfTensor;
  jax: (jx: Jax, x: JaxArray) => JaxArray;
}

const positive = { low: 0.2, high: 3 };

const UNARY: Record<string, Unary> = {
  neg: { ours: (x) => x.neg(), tf: (tf, x) => tf.neg(x), jax: (_, x) => x.neg() },
  exp: { ours: (x) => x.exp(), tf: (tf, x) => tf.exp(x), jax: ({ numpy }, x) => numpy.exp(x) },
  log: { ...positive, ours: (x) => x.log(), tf: (tf, x) => tf.log(x), jax: ({ numpy }, x) => numpy.log(x) },
  sqrt: { ...positive, ours: (x) => x.sqrt(), tf: (tf, x) => tf.sqrt(x), jax: ({ numpy }, x) => numpy.sqrt(x) },
  square: { ours: (x) => x.square(), tf: (tf, x) => tf.square(x), jax: ({ numpy }, x) => numpy.square(x) },
  abs: { ours: (x) => x.abs(), tf: (tf, x) => tf.abs(x), jax: ({ numpy }, x) => numpy.abs(x) },
  reciprocal: {
    ...positive,
    ours: (x) => x.reciprocal(),
    tf: (tf, x) => tf.reciprocal(x),
    jax: ({ numpy }, x) => numpy.reciprocal(x),
  },
  sin: { ours: (x) => x.sin(), tf: (tf, x) => tf.sin(x), jax: ({ numpy }, x) => numpy.sin(x) },
  cos: { ours: (x) => x.cos(), tf: (tf, x) => tf.cos(x), jax: ({ numpy }, x) => numpy.cos(x) },
  tanh: { ours: (x) => x.tanh(), tf: (tf, x) => tf.tanh(x), jax: ({ numpy }, x) => numpy.tanh(x) },
  sigmoid: { ours: (x) => x.sigmoid(), tf: (tf, x) => tf.sigmoid(x), jax: ({ nn }, x) => nn.sigmoid(x) },
  relu: { ours: (x) => x.relu(), tf: (tf, x) => tf.relu(x), jax: ({ nn }, x) => nn.relu(x) },
  leaky: { ours: (x) => x.leaky(0.2), tf: (tf, x) => tf.leakyRelu(x, 0.2), jax: ({ nn }, x) => nn.leakyRelu(x, 0.2) },
  elu: { ours: (x) => x.elu(), tf: (tf, x) => tf.elu(x), jax: ({ nn }, x) => nn.elu(x, 1) },
  softplus: { ours: (x) => x.softplus(), tf: (tf, x) => tf.softplus(x), jax: ({ nn }, x) => nn.softplus(x) },
  arctan: { ours: (x) => x.arctan(), tf: (tf, x) => tf.atan(x), jax: ({ numpy }, x) => numpy.arctan(x) },
};

const unary = Object.entries(UNARY).map(([name, { low, high, ours, tf, jax }]): OpCase => {
  const range = low === undefined || high === undefined ? {} : { low, high };
  return {
    name,
    inputs: [{ shape: [3, 5], ...range }],
    ours: ([x]) => ours(x!),
    tf: (lib, [x]) => tf(lib, x!),
    jax: (lib, [x]) => jax(lib, x!),
  };
});

type Pair<T> = (a: T, b: T) => T;
interface Binary {
  range?: { low: number; high: number };
  ours: Pair<Tensor>;
  tf: (tf: Tf) => Pair<TfTensor>;
  jax: (jx: Jax) => Pair<JaxArray>;
}

const BINARY: Record<string, Binary> = {
  add: { ours: (a, b) => a.add(b), tf: (tf) => (a, b) => tf.add(a, b), jax: () => (a, b) => a.add(b) },
  sub: { ours: (a, b) => a.sub(b), tf: (tf) => (a, b) => tf.sub(a, b), jax: () => (a, b) => a.sub(b) },
  mul: { ours: (a, b) => a.mul(b), tf: (tf) => (a, b) => tf.mul(a, b), jax: () => (a, b) => a.mul(b) },
  div: { range: positive, ours: (a, b) => a.div(b), tf: (tf) => (a, b) => tf.div(a, b), jax: () => (a, b) => a.div(b) },
  pow: {
    range: positive,
    ours: (a, b) => a.pow(b),
    tf: (tf) => (a, b) => tf.pow(a, b),
    jax:
      ({ numpy }) =>
      (a, b) =>
        numpy.power(a, b),
  },
  maximum: {
    ours: (a, b) => a.maximum(b),
    tf: (tf) => (a, b) => tf.maximum(a, b),
    jax:
      ({ numpy }) =>
      (a, b) =>
        numpy.maximum(a, b),
  },
  minimum: {
    ours: (a, b) => a.minimum(b),
    tf: (tf) => (a, b) => tf.minimum(a, b),
    jax:
      ({ numpy }) =>
      (a, b) =>
        numpy.minimum(a, b),
  },
};

/** Equal shapes, a row, a column, both repeated, a single number. */
const SHAPES: [number[], number[]][] = [
  [
    [3, 4],
    [3, 4],
  ],
  [[3, 4], [4]],
  [
    [3, 4],
    [3, 1],
  ],
  [
    [2, 1, 4],
    [3, 1],
  ],
  [[2, 3], []],
];

const binary = Object.entries(BINARY).flatMap(([name, { range, ours, tf, jax }]) =>
  SHAPES.map(([a, b]): OpCase => ({
    name: `${name} of [${a.join(', ')}] and [${b.join(', ')}]`,
    inputs: [
      { shape: a, ...range },
      { shape: b, ...range },
    ],
    ours: ([x, y]) => ours(x!, y!),
    // The gradients of its maximum and minimum forget what was repeated.
    ...(name.endsWith('imum') && String(a) !== String(b) ? {} : { tf: (lib, [x, y]) => tf(lib)(x!, y!) }),
    jax: (lib, [x, y]) => jax(lib)(x!, y!),
  })),
);

const rows: OpCase[] = [
  {
    name: 'softmax',
    inputs: [{ shape: [4, 6] }],
    ours: ([x]) => x!.softmax(),
    tf: (tf, [x]) => tf.softmax(x!),
    jax: ({ nn }, [x]) => nn.softmax(x!),
  },
  {
    name: 'softmax of rows of three axes',
    inputs: [{ shape: [2, 3, 4] }],
    ours: ([x]) => x!.softmax(),
    tf: (tf, [x]) => tf.softmax(x!),
    jax: ({ nn }, [x]) => nn.softmax(x!),
  },
  {
    name: 'logSoftmax of large logits',
    inputs: [{ shape: [4, 6], low: -60, high: 60 }],
    ours: ([x]) => x!.logSoftmax(),
    tf: (tf, [x]) => tf.logSoftmax(x!),
    jax: ({ nn }, [x]) => nn.logSoftmax(x!),
  },
  {
    name: 'crossEntropy with class numbers',
    inputs: [{ shape: [5, 4] }, { shape: [5], below: 4 }],
    ours: ([z, t]) => crossEntropy(z!, t!),
    tf: (tf, [z, t]) => tf.losses.softmaxCrossEntropy(tf.oneHot(tf.cast(t!, 'int32') as Tfjs.Tensor1D, 4), z!),
    jax: ({ numpy: np, nn }, [z, t]) =>
      nn
        .logSoftmax(z!)
        .mul(nn.oneHot(t!.astype(np.int32), 4).astype(np.float64))
        .sum()
        .mul(-1 / 5),
  },
  {
    name: 'crossEntropy with weights',
    inputs: [{ shape: [5, 4] }, { shape: [5, 4], low: 0, high: 1, fixed: true }],
    ours: ([z, t]) => crossEntropy(z!, t!),
    tf: (tf, [z, t]) => tf.neg(tf.div(tf.sum(tf.mul(tf.logSoftmax(z!), t!)), 5)),
    jax: ({ lax, nn }, [z, t]) =>
      nn
        .logSoftmax(z!)
        .mul(lax.stopGradient(t!))
        .sum()
        .mul(-1 / 5),
  },
];

const products: OpCase[] = [
  {
    name: 'matmul',
    inputs: [{ shape: [5, 7] }, { shape: [7, 3] }],
    ours: ([a, b]) => a!.matmul(b!),
    tf: (tf, [a, b]) => tf.matMul(a!, b!),
    jax: ({ numpy }, [a, b]) => numpy.matmul(a!, b!),
  },
  {
    name: 'matmul of two transposes',
    inputs: [{ shape: [7, 5] }, { shape: [3, 7] }],
    ours: ([a, b]) => a!.T.matmul(b!.T),
    tf: (tf, [a, b]) => tf.matMul(a!, b!, true, true),
    jax: ({ numpy: np }, [a, b]) => np.matmul(np.matrixTranspose(a!), np.matrixTranspose(b!)),
  },
  {
    name: 'matmul with itself',
    inputs: [{ shape: [4, 4] }],
    ours: ([a]) => a!.matmul(a!.T),
    tf: (tf, [a]) => tf.matMul(a!, a!, false, true),
    jax: ({ numpy: np }, [a]) => np.matmul(a!.ref, np.matrixTranspose(a!)),
  },
];

interface ConvCase {
  name: string;
  image: number[];
  kernel: number[];
  stride: number;
  padding: 'same' | 'valid' | number;
  /** As jax-js is told it: before and after, down and across. */
  pads: [number, number][];
}

const CONVOLUTIONS: ConvCase[] = [
  { name: 'valid', image: [2, 6, 5, 3], kernel: [3, 2, 3, 4], stride: 1, padding: 'valid', pads: [[0, 0], [0, 0]] }, // prettier-ignore
  { name: 'same', image: [2, 5, 6, 2], kernel: [3, 3, 2, 3], stride: 1, padding: 'same', pads: [[1, 1], [1, 1]] }, // prettier-ignore
  { name: 'same with an even kernel', image: [1, 5, 5, 2], kernel: [2, 4, 2, 3], stride: 1, padding: 'same', pads: [[0, 1], [1, 2]] }, // prettier-ignore
  { name: 'stride 2', image: [2, 7, 7, 2], kernel: [3, 3, 2, 2], stride: 2, padding: 'valid', pads: [[0, 0], [0, 0]] }, // prettier-ignore
  { name: 'stride 2, same', image: [1, 6, 6, 1], kernel: [3, 3, 1, 2], stride: 2, padding: 'same', pads: [[0, 1], [0, 1]] }, // prettier-ignore
  { name: 'padded by 2', image: [1, 4, 4, 2], kernel: [3, 3, 2, 2], stride: 1, padding: 2, pads: [[2, 2], [2, 2]] }, // prettier-ignore
];

const convolutions = CONVOLUTIONS.map(({ name, image, kernel, stride, padding, pads }): OpCase => ({
  name: `conv2d, ${name}`,
  inputs: [{ shape: image }, { shape: kernel }],
  ours: ([x, w]) => conv2d(x!, w!, { stride, padding }),
  tf: (tf, [x, w]) => tf.conv2d(x as Tfjs.Tensor4D, w as Tfjs.Tensor4D, stride, padding),
  jax: ({ numpy: np, lax }, [x, w]) => {
    const y = lax.convGeneralDilated(
      np.permuteDims(x!, [0, 3, 1, 2]),
      np.permuteDims(w!, [3, 2, 0, 1]),
      [stride, stride],
      pads,
    );
    return np.permuteDims(y, [0, 2, 3, 1]);
  },
}));

const pools: OpCase[] = [
  {
    name: 'maxPool2d',
    inputs: [{ shape: [2, 4, 6, 3] }],
    ours: ([x]) => maxPool2d(x!, 2),
    tf: (tf, [x]) => tf.maxPool(x as Tfjs.Tensor4D, 2, 2, 'valid'),
  },
  {
    name: 'maxPool2d with overlap',
    inputs: [{ shape: [1, 5, 5, 2] }],
    ours: ([x]) => maxPool2d(x!, 3, 1),
    tf: (tf, [x]) => tf.maxPool(x as Tfjs.Tensor4D, 3, 1, 'valid'),
  },
  {
    name: 'meanPool2d',
    inputs: [{ shape: [2, 4, 6, 3] }],
    ours: ([x]) => meanPool2d(x!, 2),
    tf: (tf, [x]) => tf.avgPool(x as Tfjs.Tensor4D, 2, 2, 'valid'),
    jax: ({ numpy: np }, [x]) => np.mean(np.mean(x!.reshape([2, 2, 2, 3, 2, 3]), 4), 2),
  },
  {
    name: 'meanPool2d with overlap',
    inputs: [{ shape: [1, 5, 5, 2] }],
    ours: ([x]) => meanPool2d(x!, 3, 1),
    tf: (tf, [x]) => tf.avgPool(x as Tfjs.Tensor4D, 3, 1, 'valid'),
  },
];

const reductions = ([undefined, 0, 1, 2] as const).flatMap((axis): OpCase[] => {
  const over = axis === undefined ? 'everything' : `axis ${axis}`;
  const inputs = [{ shape: [3, 4, 2] }];
  return [
    {
      name: `sum over ${over}`,
      inputs,
      ours: ([x]) => x!.sum(axis),
      tf: (tf, [x]) => tf.sum(x!, axis),
      jax: (_, [x]) => (axis === undefined ? x!.sum() : x!.sum(axis)),
    },
    {
      name: `mean over ${over}`,
      inputs,
      ours: ([x]) => x!.mean(axis, true),
      tf: (tf, [x]) => tf.mean(x!, axis, true),
      jax: ({ numpy: np }, [x]) => np.mean(x!, axis ?? null, { keepdims: true }),
    },
    {
      name: `max over ${over}`,
      inputs,
      ours: ([x]) => x!.max(axis),
      tf: (tf, [x]) => tf.max(x!, axis),
      jax: ({ numpy: np }, [x]) => np.max(x!, axis ?? null),
    },
  ];
});

const movers: OpCase[] = [
  {
    name: 'reshape',
    inputs: [{ shape: [2, 6] }],
    ours: ([x]) => x!.reshape([3, -1]),
    tf: (tf, [x]) => tf.reshape(x!, [3, 4]),
    jax: (_, [x]) => x!.reshape([3, 4]),
  },
  {
    name: 'flatten after transpose',
    inputs: [{ shape: [2, 3, 4] }],
    ours: ([x]) => x!.transpose([2, 0, 1]).flatten(1),
    tf: (tf, [x]) => tf.reshape(tf.transpose(x!, [2, 0, 1]), [4, 6]),
    jax: ({ numpy: np }, [x]) => np.permuteDims(x!, [2, 0, 1]).reshape([4, 6]),
  },
  {
    name: 'slice of rows',
    inputs: [{ shape: [5, 3] }],
    ours: ([x]) => x!.slice(0, 1, 4),
    tf: (tf, [x]) => tf.slice(x!, [1, 0], [3, 3]),
    jax: (_, [x]) => x!.slice([1, 4]),
  },
  {
    name: 'slices of columns that overlap',
    inputs: [{ shape: [2, 6] }],
    ours: ([x]) => x!.slice(1, 0, 4).mul(x!.slice(1, 2, 6)),
    tf: (tf, [x]) => tf.mul(tf.slice(x!, [0, 0], [2, 4]), tf.slice(x!, [0, 2], [2, 4])),
    jax: (_, [x]) => x!.ref.slice([], [0, 4]).mul(x!.slice([], [2, 6])),
  },
  {
    name: 'gather with repeated rows',
    inputs: [{ shape: [4, 3] }, { shape: [7], below: 4 }],
    ours: ([table, index]) => table!.gather(index!),
    tf: (tf, [table, index]) => tf.gather(table!, tf.cast(index!, 'int32')),
    jax: ({ numpy: np }, [table, index]) => np.take(table!, index!.astype(np.int32), 0),
  },
  {
    name: 'concat',
    inputs: [{ shape: [2, 3] }, { shape: [2, 1] }, { shape: [2, 4] }],
    ours: (x) => concat(x, 1),
    tf: (tf, x) => tf.concat(x, 1),
    jax: ({ numpy: np }, x) => np.concatenate(x, 1),
  },
  {
    name: 'stack',
    inputs: [{ shape: [2, 3] }, { shape: [2, 3] }],
    ours: (x) => stack(x, 1),
    tf: (tf, x) => tf.stack(x, 1),
    jax: ({ numpy: np }, x) => np.stack(x, 1),
  },
  {
    name: 'a value that is used three times',
    inputs: [{ shape: [3, 3] }],
    ours: ([x]) => x!.mul(x!).add(x!.tanh()),
    tf: (tf, [x]) => tf.add(tf.mul(x!, x!), tf.tanh(x!)),
    jax: ({ numpy: np }, [x]) => x!.ref.mul(x!.ref).add(np.tanh(x!)),
  },
];

export const OP_CASES: readonly OpCase[] = [
  ...unary,
  ...binary,
  ...rows,
  ...products,
  ...convolutions,
  ...pools,
  ...reductions,
  ...movers,
];
