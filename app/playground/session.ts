/** A run of the playground on the engine: draws the points, makes the net, trains it, and measures it in float64. */
import {
  Adadelta,
  Adagrad,
  Adam,
  AdamW,
  constantRate,
  cosineDecay,
  EngineError,
  exponentialDecay,
  Momentum,
  Nesterov,
  noGrad,
  RmsProp,
  Sgd,
  shuffle,
  stepDecay,
  stream,
  tensor,
  timeDecay,
  using,
  warmUp,
  type Backend,
  type Optimizer,
  type Sequential,
  type Stream,
  type Tensor,
} from '@/lib/engine';
import { drawPoints } from './data';
import type { Measure } from './history';
import type { PointSets } from './messages';
import {
  accuracyOf,
  F64,
  forward,
  idleUnits,
  lossOf,
  modelOf,
  penalized,
  putParams,
  sampleOf,
  type Sample,
} from './model';
import { layerPlaces } from './net';
import { batchSize, stepsPerEpoch, type OptimizerName, type Schedule, type Settings } from './settings';

type OptimizerClass = new (
  params: readonly Tensor[],
  options: { rate: number; backend: Backend; onFallback: (why: string) => void },
) => Optimizer;

const OPTIMIZER_CLASSES: Record<OptimizerName, OptimizerClass> = {
  sgd: Sgd,
  momentum: Momentum,
  nesterov: Nesterov,
  adagrad: Adagrad,
  adadelta: Adadelta,
  rmsprop: RmsProp,
  adam: Adam,
  adamw: AdamW,
};

/** The rate in each epoch. */
const SCHEDULES: Record<Schedule, (rate: number, over: number) => (epoch: number) => number> = {
  constant: (rate) => constantRate(rate),
  step: (rate, over) => stepDecay(rate, 0.5, over),
  exponential: (rate, over) => exponentialDecay(rate, 1 / over),
  time: (rate, over) => timeDecay(rate, 1 / over),
  cosine: (rate, over) => cosineDecay(rate, over),
  warmup: (rate, over) => warmUp(over, constantRate(rate)),
};

/** What a step reads: tensors, and the numbers that are put into them. */
interface Batch {
  x: Tensor;
  y: Tensor;
  xs: Float64Array;
  ys: Float64Array;
}

export interface Snapshot {
  measure: Measure;
  params: Float64Array;
  gradients: number[];
  idle: number[];
}

interface Callbacks {
  /** The GPU is gone; training goes on in JavaScript. */
  onFallback: (why: string) => void;
}

export class Session {
  readonly points: PointSets;
  step = 0;
  private settings: Settings;
  private readonly train: Sample;
  private readonly test: Sample;
  private model: Sequential;
  private optimizer: Optimizer;
  /** The same net in float64, where everything shown is measured. */
  private readonly mirror: Sequential;
  private readonly order: number[];
  private readonly cards: Stream;
  private batch: Batch;
  /** All parameters as they were read last. */
  private known: Float64Array;
  private rateIn: (epoch: number) => number;

  constructor(
    settings: Settings,
    backend: Backend,
    private readonly callbacks: Callbacks,
  ) {
    this.settings = settings;
    this.points = drawPoints(settings);
    this.train = sampleOf(settings, this.points.train);
    this.test = sampleOf(settings, this.points.test);
    this.model = modelOf(settings);
    this.mirror = modelOf(settings);
    this.known = Float64Array.from(this.model.params.flatMap((p) => Array.from(p.dataSync())));
    this.order = Array.from(this.points.train.y, (_, i) => i);
    this.cards = stream(String(settings.seed), 'order');
    this.batch = this.newBatch();
    this.rateIn = scheduleOf(settings);
    this.optimizer = this.newOptimizer(backend);
  }

  get backend(): Backend {
    return this.optimizer.backend;
  }

  get epoch(): number {
    return Math.floor(this.step / stepsPerEpoch(this.settings));
  }

  /** The learning rate of the next step. */
  get rate(): number {
    return this.rateIn(this.epoch);
  }

  /** Floating-point operations of one step; 0 before the first. */
  get flops(): number {
    return this.optimizer.flops;
  }

  /** Takes steps until there are enough or `late` says so. */
  async advance(steps: number, late: () => boolean): Promise<number> {
    for (let done = 0; done < steps; done++) {
      if (done > 0 && late()) return done;
      this.deal();
      this.optimizer.rate = this.rate;
      await this.takeStep();
      this.step += 1;
    }
    return steps;
  }

  /** On CPUs this is done when it returns, and costs no turn of the event loop worth mentioning. */
  private async takeStep(): Promise<void> {
    const { backend } = this.optimizer;
    try {
      this.optimizer.step(this.objective);
      if (!backend.synchronous) await this.optimizer.turn();
    } catch (error) {
      if (!(await lostFor(backend, error))) throw error;
      // The optimizer goes on in JavaScript by itself, from the weights that it read last.
      this.optimizer.step(this.objective);
    }
  }

  /** Goes on with other settings of training, from the weights as they are. */
  async change(settings: Settings): Promise<void> {
    const before = this.settings;
    this.settings = settings;
    this.rateIn = scheduleOf(settings);
    if (before.batch !== settings.batch) this.batch = this.newBatch();
    if (before.optimizer === settings.optimizer) return;
    const params = await this.params();
    const { backend } = this.optimizer;
    this.model = modelOf(settings);
    putParams(this.model, params);
    this.optimizer = this.newOptimizer(backend);
  }

  /** Goes on elsewhere: weights and the optimizer's memory come along. */
  async moveTo(backend: Backend): Promise<void> {
    await this.optimizer.moveTo(backend);
  }

  async setParam(index: number, value: number): Promise<void> {
    const params = await this.params();
    if (index < 0 || index >= params.length) return;
    params[index] = value;
    putParams(this.model, params);
  }

  /** All weights and biases, layer after layer; those read last where the GPU is gone. */
  async params(): Promise<Float64Array> {
    const { backend } = this.optimizer;
    try {
      const parts = await Promise.all(this.model.params.map((p) => p.data()));
      this.known = Float64Array.from(parts.flatMap((part) => Array.from(part)));
    } catch (error) {
      if (!(await lostFor(backend, error))) throw error;
    }
    return this.known.slice();
  }

  /** How the net stands: losses without the penalty, gradients with it. */
  async measure(): Promise<Snapshot> {
    const params = await this.params();
    return using(F64, () => {
      putParams(this.mirror, params);
      const { mirror, train, settings } = this;
      const hidden: Tensor[] = [];
      const z = forward(mirror, train.x, { dropout: 0, seed: '', hidden });
      const loss = lossOf(settings, z, train.y);
      penalized(settings, mirror, loss).backward();
      const gradients = layerPlaces(settings).map((_, layer) => {
        const parts = mirror.params.slice(2 * layer, 2 * layer + 2);
        return Math.hypot(...parts.flatMap((p) => Array.from(p.grad?.dataSync() ?? [])));
      });
      for (const p of mirror.params) p.grad = undefined;
      const tested = noGrad(() => forward(mirror, this.test.x, { dropout: 0, seed: '' }));
      const measure: Measure = {
        step: this.step,
        trainLoss: loss.itemSync(),
        testLoss: noGrad(() => lossOf(settings, tested, this.test.y)).itemSync(),
        trainAccuracy: accuracyOf(settings, z, train.points),
        testAccuracy: accuracyOf(settings, tested, this.test.points),
      };
      return { measure, params, gradients, idle: [...hidden.map((y) => idleUnits(settings, y)), 0] };
    });
  }

  private readonly objective = (): Tensor => {
    const { settings, model, batch } = this;
    const { dropout, seed } = settings;
    const z = forward(model, batch.x, { dropout, seed: String(seed) });
    return penalized(settings, model, lossOf(settings, z, batch.y));
  };

  /** Puts the next minibatch where the step reads it. Every epoch begins with the points in a new order. */
  private deal(): void {
    const { batch, order, train } = this;
    const place = this.step % stepsPerEpoch(this.settings);
    if (place === 0) shuffle(order, this.cards);
    const size = batch.ys.length;
    const width = batch.xs.length / size;
    for (let i = 0; i < size; i++) {
      const row = order[place * size + i] ?? 0;
      for (let j = 0; j < width; j++) batch.xs[i * width + j] = train.xs[row * width + j] ?? 0;
      batch.ys[i] = train.ys[row] ?? 0;
    }
    batch.x.assign(batch.xs);
    batch.y.assign(batch.ys);
  }

  private newBatch(): Batch {
    const size = batchSize(this.settings);
    const width = this.settings.features.length;
    const [xs, ys] = [new Float64Array(size * width), new Float64Array(size)];
    return using(F64, () => ({
      x: tensor(xs, { shape: [size, width] }),
      y: tensor(ys, { shape: [size, 1] }),
      xs,
      ys,
    }));
  }

  private newOptimizer(backend: Backend): Optimizer {
    const { onFallback } = this.callbacks;
    return new OPTIMIZER_CLASSES[this.settings.optimizer](this.model.params, { rate: this.rate, backend, onFallback });
  }
}

/** Whether an error came from a GPU that is gone; waits until that is certain. */
async function lostFor(backend: Backend, error: unknown): Promise<boolean> {
  if (backend.synchronous || !(error instanceof EngineError) || !error.message.includes('device lost')) return false;
  await backend.lost;
  return true;
}

function scheduleOf({ schedule, rate, over }: Settings): (epoch: number) => number {
  return SCHEDULES[schedule](rate, over);
}

/** For the first picture: the measure of a net that has not been trained, in float64. */
export async function firstSnapshot(settings: Settings): Promise<Snapshot & { points: PointSets }> {
  const session = new Session(settings, F64, { onFallback: () => undefined });
  return { ...(await session.measure()), points: session.points };
}
