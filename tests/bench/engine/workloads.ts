/** What is measured: the same models, weights and batches for everybody, as plain arrays. */
import { stream } from '@/lib/engine/random';

export interface Weights {
  name: string;
  shape: number[];
  values: Float32Array<ArrayBuffer>;
}

export interface Model {
  name: ModelName;
  batch: number;
  /** Adam with β₁ = 0.9, β₂ = 0.999, ε = 1e-8, or plain gradient descent. */
  optimizer: { kind: 'adam' | 'sgd'; rate: number };
  params: Weights[];
  /** One array for each input; the recurrent net has one for each moment. */
  inputs: Weights[];
  /** Class numbers, or values to come near to, or 0 and 1. */
  targets: Float32Array<ArrayBuffer>;
}

const MODELS = ['tiny', 'mlp', 'cnn', 'rnn', 'embedding'] as const;
export type ModelName = (typeof MODELS)[number];
const MATMULS = [256, 512, 1024] as const;

/** `train` is a whole step of forward, backward and update; `forward` the outputs of one batch. */
export type Workload =
  { kind: 'train' | 'forward'; model: ModelName } | { kind: 'matmul'; size: (typeof MATMULS)[number] };

export const WORKLOADS: readonly Workload[] = [
  ...MODELS.map((model) => ({ kind: 'train' as const, model })),
  ...MODELS.map((model) => ({ kind: 'forward' as const, model })),
  ...MATMULS.map((size) => ({ kind: 'matmul' as const, size })),
];

export const nameOf = (workload: Workload): string =>
  workload.kind === 'matmul' ? `matmul ${workload.size}` : `${workload.model} ${workload.kind}`;

/** What one run of a workload counts as. */
export function unitOf(workload: Workload): { unit: string; each: number } {
  if (workload.kind === 'matmul') return { unit: 'GFLOP/s', each: (2 * workload.size ** 3) / 1e9 };
  return workload.kind === 'train' ? { unit: 'steps/s', each: 1 } : { unit: 'samples/s', each: BATCH[workload.model] };
}

const BATCH: Record<ModelName, number> = { tiny: 10, mlp: 64, cnn: 32, rnn: 32, embedding: 256 };
const MOMENTS = 32;
export const HIDDEN = 64;
const RNN_INPUTS = 16;
export const VOCABULARY = 1000;
export const EMBEDDING = 32;
/** The true neighbour and five words drawn at random. */
export const CANDIDATES = 6;
/** Of the tiny net and of the multi-layer perceptron. */
export const SIZES = { tiny: [2, 8, 8, 1], mlp: [784, 128, 64, 10] } as const;

export function modelOf(name: ModelName): Model {
  const batch = BATCH[name];
  const classes = Float32Array.from({ length: batch }, (_, i) => i % 10);
  const adam = { kind: 'adam', rate: 1e-3 } as const;
  switch (name) {
    case 'tiny':
      return {
        name,
        batch,
        optimizer: { kind: 'sgd', rate: 0.03 },
        params: dense(SIZES.tiny),
        inputs: [uniform('x', [batch, 2], 1)],
        targets: Float32Array.from({ length: batch }, (_, i) => (i % 2 ? 1 : -1)),
      };
    case 'mlp':
      return {
        name,
        batch,
        optimizer: adam,
        params: dense(SIZES.mlp),
        inputs: [uniform('x', [batch, 784], 1)],
        targets: classes,
      };
    case 'cnn':
      return {
        name,
        batch,
        optimizer: adam,
        params: [
          uniform('k1', [5, 5, 1, 6], 0.3),
          uniform('c1', [6], 0.1),
          uniform('k2', [5, 5, 6, 16], 0.1),
          uniform('c2', [16], 0.1),
          ...dense([400, 120, 84, 10]),
        ],
        inputs: [uniform('x', [batch, 28, 28, 1], 1)],
        targets: classes,
      };
    case 'rnn':
      return {
        name,
        batch,
        optimizer: adam,
        params: [
          uniform('wx', [RNN_INPUTS, HIDDEN], 0.25),
          uniform('wh', [HIDDEN, HIDDEN], 0.15),
          uniform('bh', [HIDDEN], 0.1),
          ...dense([HIDDEN, 10]),
        ],
        inputs: Array.from({ length: MOMENTS }, (_, t) => uniform(`x${t}`, [batch, RNN_INPUTS], 1)),
        targets: classes,
      };
    case 'embedding':
      return {
        name,
        batch,
        optimizer: { kind: 'sgd', rate: 0.1 },
        params: [uniform('words', [VOCABULARY, EMBEDDING], 0.3), uniform('neighbours', [VOCABULARY, EMBEDDING], 0.3)],
        inputs: [wordNumbers('centre', [batch]), wordNumbers('candidates', [batch * CANDIDATES])],
        targets: Float32Array.from({ length: batch * CANDIDATES }, (_, i) => (i % CANDIDATES === 0 ? 1 : 0)),
      };
  }
}

export const square = (size: number): [Weights, Weights] => [
  uniform('a', [size, size], 1),
  uniform('b', [size, size], 1),
];

/** Weight and bias of each layer, in Glorot's range. */
function dense(sizes: readonly number[]): Weights[] {
  return sizes.slice(1).flatMap((out, layer) => {
    const into = sizes[layer]!;
    return [uniform(`w${layer}`, [into, out], Math.sqrt(6 / (into + out))), uniform(`b${layer}`, [out], 0.1)];
  });
}

function uniform(name: string, shape: number[], range: number): Weights {
  const draws = stream('bench', `${name} ${shape.join('×')}`);
  return {
    name,
    shape,
    values: Float32Array.from({ length: sizeOf(shape) }, () => (2 * draws.uniform24() - 1) * range),
  };
}

function wordNumbers(name: string, shape: number[]): Weights {
  const draws = stream('bench', name);
  return { name, shape, values: Float32Array.from({ length: sizeOf(shape) }, () => draws.below(VOCABULARY)) };
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
