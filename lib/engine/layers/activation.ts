/** Activations: functions of each number, by name. */
import { EngineError } from '../errors';
import type { Init } from '../initializers';
import type { Tensor } from '../tensor';
import { Layer } from './layer';

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
