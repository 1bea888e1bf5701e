/** The fully connected layer. */
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
