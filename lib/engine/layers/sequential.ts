/** Layers made of layers: one after another, or beside a short cut; and the one that only flattens. */
import { formatShape, sameShape } from '../shape';
import type { Tensor } from '../tensor';
import { Layer } from './layer';

/**
 * Layers one after another: y = f_L(… f₂(f₁(x))). It names them by kind and place: `dense1`, `dropout1`, `dense2`.
 *
 * @throws EngineError in `forward` when two neighbours don't fit
 * @example
 * const model = new Sequential(new Dense(2, 8, { activation: 'tanh' }), new Dense(8, 1)).init(1);
 * model.forward(tensor([[1, -1]])).arraySync()
 */
export class Sequential extends Layer {
  constructor(...layers: readonly Layer[]) {
    super('sequential', layers);
    // The outermost one has no name, unless another layer gives it one.
    this.called('');
  }

  forward(x: Tensor): Tensor {
    return this.children.reduce((h, layer) => layer.forward(h), x);
  }

  /**
   * What every layer gives for x, from the first to the last: for plots of activations.
   *
   * @example
   * new Sequential(new Dense(2, 3), new Activation('relu')).init(1).activations(ones([1, 2])).map(({ layer }) => layer.name)
   */
  activations(x: Tensor): { layer: Layer; y: Tensor }[] {
    let y = x;
    return this.children.map((layer) => ({ layer, y: (y = layer.forward(y)) }));
  }
}

/**
 * y = s(x) + f(x), s the identity unless told: f learns what to change, and gradients have a way past it.
 *
 * @param inner f
 * @param shortcut s, where f changes the shape: a convolution of size 1, for example
 * @throws EngineError in `forward` when f(x) and s(x) differ in shape
 * @see He, Zhang, Ren, Sun, Deep residual learning for image recognition (2016)
 * @example
 * new Residual(new Dense(2, 2, { init: 'zeros' })).init(1).forward(tensor([[1, 2]])).arraySync()
 */
export class Residual extends Layer {
  constructor(
    readonly inner: Layer,
    readonly shortcut?: Layer,
  ) {
    super('residual', shortcut ? [inner, shortcut] : [inner]);
  }

  forward(x: Tensor): Tensor {
    const change = this.inner.forward(x);
    const past = this.shortcut?.forward(x) ?? x;
    if (sameShape(change.shape, past.shape)) return past.add(change);
    const [inside, outside] = [formatShape(change.shape), formatShape(past.shape)];
    throw this.misfit(x, `one that stays ${outside}, not ${inside}, inside`, 'Give it a shortcut of the same shape.');
  }
}

/**
 * [batch, …] → [batch, all the rest]: between images and dense layers.
 *
 * @example
 * new Flatten().forward(ones([2, 4, 4, 3])).shape
 */
export class Flatten extends Layer {
  constructor() {
    super('flatten');
  }

  forward(x: Tensor): Tensor {
    return x.flatten(1);
  }
}
