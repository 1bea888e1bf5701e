/** Activations: functions of each number, by name or with a bend that is learnt. */
import { EngineError } from '../errors';
import { constant, type Init } from '../initializers';
import type { Tensor } from '../tensor';
import { Layer, type Weight } from './layer';

const NAMES = ['sigmoid', 'tanh', 'relu', 'leaky', 'elu', 'softplus', 'arctan', 'step', 'softmax'] as const;

export type ActivationName = 'identity' | (typeof NAMES)[number];

/** First weights that suit an activation: rectifiers silence half of what they get, and He's make up for it. */
export const weightsBefore = (name: ActivationName): Init =>
  ['relu', 'leaky', 'elu', 'softplus'].includes(name) ? 'he' : 'xavier';

/**
 * The activation of that name, elementwise; softmax over the last axis.
 *
 *   identity x · sigmoid 1/(1+e⁻ˣ) · tanh · relu max(0, x) · leaky x > 0 ? x : αx (α = 0.1) · elu x > 0 ? x : α(eˣ−1) (α = 1) ·
 *   softplus ln(1+eˣ) · arctan · step x ≥ 0 ? 1 : 0 (no gradient) · softmax
 *
 * @throws EngineError when there is none of that name
 * @see Goodfellow, Bengio, Courville, Deep Learning (2016), §6.3
 * @example
 * activate(tensor([-2, 0, 2]), 'leaky').arraySync()
 */
export function activate(x: Tensor, name: ActivationName, alpha?: number): Tensor {
  if (name === 'identity') return x;
  if (NAMES.includes(name)) return x[name](alpha);
  throw new EngineError(`activation: there is no '${name}'. There are identity, ${NAMES.join(', ')}.`);
}

/**
 * An activation as a layer of its own: y = f(x), any shape.
 *
 * @example
 * new Activation('relu').forward(tensor([-1, 2])).arraySync()
 */
export class Activation extends Layer {
  constructor(
    readonly activation: ActivationName,
    readonly alpha?: number,
  ) {
    super(activation);
  }

  forward(x: Tensor): Tensor {
    return activate(x, this.activation, this.alpha);
  }
}

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
