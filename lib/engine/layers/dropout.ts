/** Dropout. */
import { EngineError } from '../errors';
import type { Tensor } from '../tensor';
import { Layer } from './layer';

/**
 * Inverted dropout: y = m⊙x/(1−p) while training, with each m 0 with probability p, drawn anew at each call; y = x otherwise.
 *
 * The mean of y is x, so nothing changes when training ends.
 *
 * @param p the share that is dropped, 0 ≤ p < 1
 * @throws EngineError when p is outside [0, 1)
 * @see Srivastava et al., Dropout: a simple way to prevent neural networks from overfitting (2014), §10
 * @example
 * training(true, () => new Dropout(0.5).forward(ones([8]))).arraySync()
 */
export class Dropout extends Layer {
  constructor(readonly p: number) {
    super('dropout');
    if (!(p >= 0 && p < 1)) throw new EngineError(`dropout: p is ${p}; expected 0 ≤ p < 1, the share that is dropped`);
  }

  forward(x: Tensor): Tensor {
    return x.dropout(this.p, `${this.seed}/${this.name}`);
  }
}
