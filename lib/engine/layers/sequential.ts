/** Layers made of layers: one after another, or beside a short cut; and the one that only flattens. */
import { formatShape, sameShape, type Shape, sizeOf } from '../shape';
import type { Tensor } from '../tensor';
import { Layer } from './layer';

/**
 * Layers one after another: y = f_L(… f₂(f₁(x))). It names them by kind and place: `dense1`, `dropout1`, `dense2`.
 *
 * @throws EngineError in `forward` and `outputShape` when two neighbours don't fit
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

  outputShape(input: Shape): Shape {
    return this.children.reduce((shape, layer) => layer.outputShape(shape), input);
  }

  flops(input: Shape): number {
    return this.trace(input).reduce((sum, { layer, shape }) => sum + layer.flops(shape), 0);
  }

  /** Each layer with the shape that it is given. */
  trace(input: Shape): { layer: Layer; shape: Shape }[] {
    let shape = input;
    return this.children.map((layer) => {
      const step = { layer, shape };
      shape = layer.outputShape(shape);
      return step;
    });
  }

  override forward(x: Tensor): Tensor {
    return this.compute(x);
  }

  protected compute(x: Tensor): Tensor {
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

  outputShape(input: Shape): Shape {
    const output = this.inner.outputShape(input);
    const past = this.shortcut?.outputShape(input) ?? input;
    if (sameShape(output, past)) return output;
    const [inside, outside] = [formatShape(output), formatShape(past)];
    throw this.misfit(
      input,
      `one that stays ${outside}, not ${inside}, inside`,
      'Give it a shortcut of the same shape.',
    );
  }

  flops(input: Shape): number {
    return this.inner.flops(input) + (this.shortcut?.flops(input) ?? 0) + sizeOf(this.outputShape(input));
  }

  protected compute(x: Tensor): Tensor {
    return this.inner.forward(x).add(this.shortcut?.forward(x) ?? x);
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

  outputShape([batch = 1, ...rest]: Shape): Shape {
    return [batch, sizeOf(rest)];
  }

  flops(): number {
    return 0;
  }

  protected compute(x: Tensor): Tensor {
    return x.flatten(1);
  }
}
