/** Activations that learn their own bends: PReLU and maxout. */
import { constant } from '../initializers';
import type { Tensor } from '../tensor';
import { Dense } from './dense';
import { Layer, type Weight } from './layer';

/**
 * Parametric ReLU: y = max(0, x) + a·min(0, x), one slope a for each feature of the last axis, learnt from 0.25 on.
 *
 * @param features size of the last axis
 * @see He, Zhang, Ren, Sun, Delving deep into rectifiers (2015), equation 1
 * @example
 * new PRelu(2).init(1).forward(tensor([[-4, 4]])).arraySync()
 */
export class PRelu extends Layer {
  private readonly slope: Weight;

  constructor(features: number) {
    super('prelu');
    this.slope = this.declare('a', [features], constant(0.25));
  }

  forward(x: Tensor): Tensor {
    const [features] = this.slope.shape;
    const last = x.shape.at(-1);
    if (last !== features) throw this.misfit(x, `[…, ${features}]`, `Change it to new PRelu(${last}).`);
    return x.minimum(0).mul(this.slope.tensor).add(x.relu());
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
