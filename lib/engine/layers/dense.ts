/** The fully connected layer. */
import type { Init } from '../initializers';
import { type Shape, sizeOf } from '../shape';
import type { Tensor } from '../tensor';
import { activate, type ActivationName, isRectifier } from './activation';
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

  constructor(
    readonly inputs: number,
    readonly outputs: number,
    { activation = 'identity', init = isRectifier(activation) ? 'he' : 'xavier', bias = true }: DenseOptions = {},
  ) {
    super('dense');
    this.activation = activation;
    this.w = this.declare('w', [inputs, outputs], { init });
    this.b = bias ? this.declare('b', [outputs], { init: 'zeros' }) : undefined;
  }

  outputShape(input: Shape): Shape {
    if (input.length >= 2 && input.at(-1) === this.inputs) return [...input.slice(0, -1), this.outputs];
    const fix =
      input.length > 2 ? 'Put new Flatten() before it' : `Change it to new Dense(${input.at(-1)}, ${this.outputs})`;
    throw this.misfit(input, `[batch, ${this.inputs}]`, `${fix}, or give it what it expects.`);
  }

  flops(input: Shape): number {
    const outputs = sizeOf(this.outputShape(input));
    return outputs * (2 * this.inputs + (this.b ? 1 : 0) + (this.activation === 'identity' ? 0 : 1));
  }

  protected compute(x: Tensor): Tensor {
    const rows = x.rank === 2 ? x : x.reshape([-1, this.inputs]);
    let y = rows.matmul(this.w.tensor);
    if (this.b) y = y.add(this.b.tensor);
    y = activate(y, this.activation);
    return x.rank === 2 ? y : y.reshape([...x.shape.slice(0, -1), this.outputs]);
  }
}
