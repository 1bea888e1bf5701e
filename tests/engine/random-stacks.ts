/** Random stacks of layers, many with state of their own, and the ways a step may use them: in training, in use, twice. */
import {
  BatchNorm,
  crossEntropy,
  Dense,
  type Layer,
  LayerNorm,
  Maxout,
  noGrad,
  PRelu,
  rand,
  Residual,
  Sequential,
  stream,
  tensor,
  type Tensor,
  training,
} from '@/lib/engine';

const WIDTH = 4;
const CLASSES = 3;

const LAYERS: readonly (() => Layer)[] = [
  () => new Dense(WIDTH, WIDTH, { activation: 'tanh' }),
  () => new BatchNorm(WIDTH),
  () => new BatchNorm(WIDTH),
  () => new LayerNorm(WIDTH),
  () => new PRelu(WIDTH),
  () => new Residual(new Sequential(new Dense(WIDTH, WIDTH), new BatchNorm(WIDTH))),
  () => new Maxout(WIDTH, WIDTH, 2),
];

/** One to four layers, and one that ends in classes. */
export function randomStack(seed: number): Sequential {
  const draws = stream(String(seed), 'fuzz/stack');
  const layers = Array.from({ length: 1 + draws.below(4) }, () => LAYERS[draws.below(LAYERS.length)]!());
  return new Sequential(...layers, new Dense(WIDTH, CLASSES)).init(seed);
}

/** `Sequential(batchnorm, dense)`: how a stack prints. */
export function printStack(model: Sequential): string {
  return `Sequential(${model.children.map(({ kind }) => kind).join(', ')})`;
}

export interface StackBatch {
  readonly x: Tensor;
  readonly other: Tensor;
  readonly y: Tensor;
}

export function stackBatch(seed: number, step: number, size: number): StackBatch {
  const draws = stream(String(seed), `fuzz/stack-batch${step}`);
  return {
    x: rand([size, WIDTH], draws, { low: -2, high: 2 }),
    other: rand([size, WIDTH], draws),
    y: tensor(Array.from({ length: size }, (_, i) => i % CLASSES)),
  };
}

/** How a step computes its loss. */
export const PLANS: Readonly<Record<string, (model: Sequential, batch: StackBatch, step: number) => Tensor>> = {
  'once forward': (model, { x, y }) => crossEntropy(model.forward(x), y),

  'twice forward, on two batches': (model, { x, other, y }) =>
    crossEntropy(model.forward(x), y).add(model.forward(other).square().mean()),

  'then as in use, to compare': (model, { x, y }) => {
    const z = model.forward(x);
    const inUse = training(false, () => model.forward(x));
    return crossEntropy(z, y).add(inUse.sub(z.detach()).square().mean());
  },

  'first as in use, without gradients': (model, { x, y }) => {
    const inUse = training(false, () => noGrad(() => model.forward(x)));
    return crossEntropy(model.forward(x), y).add(inUse.sub(1).mean());
  },

  'first as in use, then twice forward': (model, { x, other, y }) => {
    const inUse = training(false, () => model.forward(x));
    const loss = crossEntropy(model.forward(x), y).add(model.forward(other).square().mean());
    return loss.add(inUse.sub(1).mean());
  },

  'with the loss read in every second step': (model, { x, y }, step) => {
    const loss = crossEntropy(model.forward(x), y);
    if (step % 2 === 1) loss.itemSync();
    return loss;
  },
};
