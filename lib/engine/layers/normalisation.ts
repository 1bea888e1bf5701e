/** Layers that bring activations to mean 0 and variance 1: over the batch, or within each example. */
import { apply, isTraining } from '../autograd';
import { EngineError } from '../errors';
import { constant } from '../initializers';
import { numberStep, withTensor } from '../ops/chain';
import { emit, type Op, operandOf, type Tensor } from '../tensor';
import { Layer, type Weight } from './layer';

/** Brings x to mean 0 and variance 1, and lets gain γ and shift β undo it. */
abstract class Normalisation extends Layer {
  readonly gain: Weight;
  readonly shift: Weight;

  constructor(
    kind: string,
    readonly features: number,
    readonly epsilon: number,
  ) {
    super(kind);
    this.gain = this.declare('gain', [features], constant(1));
    this.shift = this.declare('shift', [features], 'zeros');
  }

  forward(x: Tensor): Tensor {
    const last = x.shape.at(-1);
    if (x.rank >= 2 && last === this.features)
      return this.normalise(x.rank === 2 ? x : x.reshape([-1, last])).reshape(x.shape);
    throw this.misfit(x, `[batch, …, ${this.features}]`, `Change its features to ${last}.`);
  }

  /** @param x [rows, features] */
  protected abstract normalise(x: Tensor): Tensor;

  /** γ·centred/√(variance + ε) + β */
  protected scale(centred: Tensor, variance: Tensor): Tensor {
    return centred.div(variance.add(this.epsilon).sqrt()).mul(this.gain.tensor).add(this.shift.tensor);
  }
}

/**
 * Batch normalisation: y = γ·(x − μ)/√(v + ε) + β for each feature of the last axis (channels of images).
 *
 * Training: μ and v (biased, 1/m) are those of the batch, and running means follow them: r ← (1 − momentum)·r + momentum·(μ, or
 * v·m/(m−1)). Otherwise: μ and v are the running means. They are saved with the weights, but no parameters.
 *
 * @param features size of the last axis
 * @param options `momentum` 0.1, the share of the newest batch in the running means; `epsilon` 1e-5
 * @throws EngineError unless 0 ≤ momentum ≤ 1; in `forward` when the last axis of x has another size
 * @see Ioffe, Szegedy, Batch normalization (2015), algorithms 1 and 2
 * @example
 * training(true, () => new BatchNorm(1).init(1).forward(tensor([[1], [3]]))).arraySync()
 */
export class BatchNorm extends Normalisation {
  readonly mean: Weight;
  readonly variance: Weight;
  private readonly momentum: number;

  constructor(features: number, { momentum = 0.1, epsilon = 1e-5 }: { momentum?: number; epsilon?: number } = {}) {
    super('batchnorm', features, epsilon);
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new EngineError(`batchnorm: momentum is ${momentum}; expected the share of the new batch, 0 to 1`);
    }
    this.momentum = momentum;
    this.mean = this.declare('mean', [features], 'zeros', false);
    this.variance = this.declare('variance', [features], constant(1), false);
  }

  protected normalise(x: Tensor): Tensor {
    if (!isTraining()) return this.scale(x.sub(this.mean.tensor), this.variance.tensor);
    const [m] = x.shape as [number];
    const mean = x.mean(0);
    const centred = x.sub(mean);
    const variance = centred.square().mean(0);
    this.mean.tensor.kept = this.variance.tensor.kept = true;
    apply(FOLLOW, [this.mean.tensor, mean.detach()], [this.momentum, 1]);
    apply(FOLLOW, [this.variance.tensor, variance.detach()], [this.momentum, m / Math.max(1, m - 1)]);
    return this.scale(centred, variance);
  }
}

/** r ← (1 − a)·r + a·c·x, in place, for attrs [a, c]: a running mean r of x. No gradient. */
const FOLLOW: Op = {
  name: 'running mean',
  shape: ([r]) => r!.shape,
  run(_, [r, x], [a, c]) {
    const { shape, size } = r!;
    const follow = [withTensor('add', r!, shape), numberStep('mul', 1 - a!)];
    // Where nothing is kept of r, there is nothing to divide by.
    const steps = a === 1 ? [numberStep('mul', c!)] : [numberStep('mul', (a! * c!) / (1 - a!)), ...follow];
    emit(r!.backend, { kind: 'map', out: r!.vector, size, first: operandOf(x!, shape), steps });
    return r!;
  },
  gradient: () => undefined,
};

/**
 * Layer normalisation: y = γ·(x − μ)/√(v + ε) + β with μ and v (biased) over the last axis of each example: the same in training
 * and in use, whatever the batch.
 *
 * @param features size of the last axis
 * @throws EngineError in `forward` when the last axis of x has another size
 * @see Ba, Kiros, Hinton, Layer normalization (2016), equation 3
 * @example
 * new LayerNorm(3).init(1).forward(tensor([[1, 2, 6]])).arraySync()
 */
export class LayerNorm extends Normalisation {
  constructor(features: number, { epsilon = 1e-5 }: { epsilon?: number } = {}) {
    super('layernorm', features, epsilon);
  }

  protected normalise(x: Tensor): Tensor {
    const centred = x.sub(x.mean(1, true));
    return this.scale(centred, centred.square().mean(1, true));
  }
}
