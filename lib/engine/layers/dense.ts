/** The fully connected layer, and the one that takes the largest of several. */
import type { Init } from '../initializers';
import type { Tensor } from '../tensor';
import { activate, type ActivationName, weightsBefore } from './activation';
import { Layer, type Weight } from './layer';

export interface DenseOptions {
  /** f of the formula; identity unless told. */
  readonly activation?: ActivationName;
  /** First weights; `he` before rectifiers, else `xavier`. Biases begin at 0. */
  readonly init?: Init;
  /** false leaves b out. */
  readonly bias?: boolean;
}

/**
 * y = f(x·W + b): every output sees every input. Works on the last axis; the others are the batch.
 *
 * @param inputs n: x is [batch, n]
 * @param outputs k: W is [n, k], b is [k], y is [batch, k]
 * @throws EngineError in `forward` when the last axis of x is not n
 * @see Rumelhart, Hinton, Williams, Learning representations by back-propagating errors (1986)
 * @example
 * new Dense(3, 2, { activation: 'relu' }).init(1).forward(tensor([[1, 2, 3]])).arraySync()
 */
export class Dense extends Layer {
  readonly w: Weight;
  readonly b: Weight | undefined;
  readonly activation: ActivationName;

  constructor(inputs: number, outputs: number, options: DenseOptions = {}) {
    super('dense');
    this.activation = options.activation ?? 'identity';
    this.w = this.declare('w', [inputs, outputs], options.init ?? weightsBefore(this.activation));
    this.b = options.bias === false ? undefined : this.declare('b', [outputs], 'zeros');
  }

  forward(x: Tensor): Tensor {
    const [inputs, outputs] = this.w.shape as [number, number];
    if (x.rank < 2 || x.shape.at(-1) !== inputs) {
      const fix = x.rank > 2 ? 'Put new Flatten() before it' : `Change it to new Dense(${x.shape.at(-1)}, ${outputs})`;
      throw this.misfit(x, `[batch, ${inputs}]`, `${fix}, or give it what it expects.`);
    }
    const z = (x.rank === 2 ? x : x.reshape([-1, inputs])).matmul(this.w.tensor);
    const y = activate(this.b ? z.add(this.b.tensor) : z, this.activation);
    return x.rank === 2 ? y : y.reshape([...x.shape.slice(0, -1), outputs]);
  }
}

/**
 * Maxout: y[b, o] = max_p (x·W + b)[b, o, p], the largest of several linear functions for each output.
 *
 * @param pieces how many linear functions each output chooses from
 * @see Goodfellow et al., Maxout networks (2013), §3
 * @example
 * new Maxout(2, 3, 4).init(1).forward(tensor([[1, -1]])).shape
 */
export class Maxout extends Layer {
  private readonly dense: Dense;

  constructor(
    inputs: number,
    readonly outputs: number,
    readonly pieces: number,
  ) {
    const dense = new Dense(inputs, outputs * pieces);
    super('maxout', [dense]);
    this.dense = dense;
  }

  forward(x: Tensor): Tensor {
    const z = this.dense.forward(x);
    return z.reshape([...x.shape.slice(0, -1), this.outputs, this.pieces]).max(x.rank);
  }
}
