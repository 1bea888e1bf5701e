/** Whole training runs, the same on every backend and in every place: small nets of all kinds of layers and optimizers. */
import {
  Adadelta,
  Adagrad,
  Adam,
  AdamW,
  BatchNorm,
  Conv2d,
  crossEntropy,
  Dense,
  Dropout,
  Embedding,
  Flatten,
  Gru,
  LayerNorm,
  Lstm,
  MaxPool2d,
  Momentum,
  Nesterov,
  Residual,
  Rnn,
  rand,
  RmsProp,
  Sequential,
  Sgd,
  stream,
  tensor,
  type Backend,
  type Layer,
  type Optimizer,
  type Tensor,
} from '@/lib/engine';

export interface TrainingRun {
  name: string;
  model: () => Layer;
  optimizer: (params: Tensor[], backend: Backend) => Optimizer;
  /** Shape of a batch without its size; words (numbers below `vocabulary`) instead where that is given. */
  input: number[];
  vocabulary?: number;
  classes: number;
}

const BATCH = 8;

export const TRAINING_RUNS: readonly TrainingRun[] = [
  {
    name: 'two layers, Adam',
    model: () => new Sequential(new Dense(6, 16, { activation: 'relu' }), new Dense(16, 3)),
    optimizer: (params, backend) => new Adam(params, { rate: 0.01, backend }),
    input: [6],
    classes: 3,
  },
  {
    name: 'deep tanh with a shortcut, momentum',
    model: () =>
      new Sequential(
        new Dense(5, 12, { activation: 'tanh' }),
        new Residual(new Dense(12, 12, { activation: 'elu' })),
        new Dense(12, 4),
      ),
    optimizer: (params, backend) => new Momentum(params, { rate: 0.05, momentum: 0.9, backend }),
    input: [5],
    classes: 4,
  },
  {
    name: 'convolution, pooling, Nesterov',
    model: () =>
      new Sequential(
        new Conv2d(2, 4, 3, { padding: 'same', activation: 'relu' }),
        new MaxPool2d(2),
        new Conv2d(4, 6, 3, { activation: 'leaky' }),
        new Flatten(),
        new Dense(24, 3),
      ),
    optimizer: (params, backend) => new Nesterov(params, { rate: 0.02, backend }),
    input: [8, 8, 2],
    classes: 3,
  },
  {
    name: 'batch norm and dropout, AdamW',
    model: () =>
      new Sequential(
        new Dense(6, 16, { bias: false }),
        new BatchNorm(16),
        new Dropout(0.3),
        new Dense(16, 3, { activation: 'sigmoid' }),
      ),
    optimizer: (params, backend) => new AdamW(params, { rate: 0.01, weightDecay: 0.05, backend }),
    input: [6],
    classes: 3,
  },
  {
    name: 'layer norm, RMSProp',
    model: () => new Sequential(new Dense(6, 16, { activation: 'softplus' }), new LayerNorm(16), new Dense(16, 3)),
    optimizer: (params, backend) => new RmsProp(params, { rate: 0.005, backend }),
    input: [6],
    classes: 3,
  },
  {
    name: 'recurrent, gradient descent',
    model: () => new Sequential(new Rnn(3, 8, { output: 'last' }), new Dense(8, 2)),
    optimizer: (params, backend) => new Sgd(params, { rate: 0.1, backend }),
    input: [6, 3],
    classes: 2,
  },
  {
    name: 'LSTM over words, Adagrad',
    model: () => new Sequential(new Embedding(20, 5), new Lstm(5, 8, { output: 'last' }), new Dense(8, 3)),
    optimizer: (params, backend) => new Adagrad(params, { rate: 0.1, backend }),
    input: [5],
    vocabulary: 20,
    classes: 3,
  },
  {
    name: 'GRU, Adadelta',
    model: () => new Sequential(new Gru(3, 8, { output: 'last' }), new Dense(8, 2)),
    optimizer: (params, backend) => new Adadelta(params, { rate: 1, backend }),
    input: [5, 3],
    classes: 2,
  },
];

export interface Trained {
  losses: number[];
  params: number[];
}

/** `steps` recorded steps on three batches in turn. Weights start in float64 on the CPU wherever it trains. */
export async function train(run: TrainingRun, backend: Backend, steps: number): Promise<Trained> {
  const model = run.model().init('training run');
  const optimizer = run.optimizer(model.params, backend);
  const draws = stream('training run', run.name);
  const batches = [0, 1, 2].map(() => {
    const shape = [BATCH, ...run.input];
    const { vocabulary } = run;
    const x =
      vocabulary === undefined
        ? rand(shape, draws, { low: -1 })
        : tensor(
            Float64Array.from({ length: BATCH * run.input[0]! }, () => draws.below(vocabulary)),
            { shape },
          );
    return { x, y: tensor(Array.from({ length: BATCH }, () => draws.below(run.classes))) };
  });
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { x, y } = batches[step % batches.length]!;
    losses.push(await optimizer.step(() => crossEntropy(model.forward(x), y)).item());
    await optimizer.turn();
  }
  const params = await Promise.all(model.params.map(async (p) => Array.from(await p.data())));
  return { losses, params: params.flat() };
}

/** FNV-1a over the bytes of float64 numbers, low byte first: equal for equal bits only, as far as 53 bits tell. */
export function hashOf(numbers: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(8));
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (const value of numbers) {
    view.setFloat64(0, value, true);
    for (let i = 0; i < 8; i++) {
      const byte = view.getUint8(i);
      low = Math.imul(low ^ byte, 0x01000193);
      high = Math.imul(high ^ byte ^ (low >>> 24), 0x01000193);
    }
  }
  return [high, low].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}
