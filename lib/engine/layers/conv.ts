/** Layers over images [batch, height, width, channels]: convolution and the two kinds of pooling. */
import { conv2d, maxPool2d, meanPool2d, type Padding } from '../ops/images';
import type { Tensor } from '../tensor';
import { activate, weightsBefore } from './activation';
import type { DenseOptions } from './dense';
import { Layer, type Weight } from './layer';

export interface Conv2dOptions extends DenseOptions {
  /** s: how far the kernel moves. 1 unless told. */
  readonly stride?: number;
  /** p zeros at each side; `same`: as many as keep the size at stride 1; `valid`, unless told: none. */
  readonly padding?: Padding;
}

/**
 * y[b,i,j,o] = f(Σ_{u,v,c} x[b, i·s−p+u, j·s−p+v, c] · w[u,v,c,o] + b[o]): one small kernel, looked for everywhere
 * (cross-correlation). Output size: ⌊(n + 2p − k)/s⌋ + 1; `same`: ⌈n/s⌉.
 *
 * @param channels of the input
 * @param filters channels of the output
 * @param size k of the k×k kernel, or [height, width]
 * @throws EngineError in `forward` when x is no [batch, height, width, channels], or smaller than the kernel
 * @see LeCun et al., Backpropagation applied to handwritten zip code recognition (1989)
 * @example
 * new Conv2d(1, 4, 3, { padding: 'same' }).init(1).forward(ones([2, 8, 8, 1])).shape
 */
export class Conv2d extends Layer {
  readonly w: Weight;
  readonly b: Weight | undefined;

  constructor(
    channels: number,
    filters: number,
    size: number | readonly [number, number],
    private readonly options: Conv2dOptions = {},
  ) {
    super('conv');
    const [height, width] = typeof size === 'number' ? [size, size] : size;
    const init = options.init ?? weightsBefore(options.activation ?? 'identity');
    this.w = this.declare('w', [height, width, channels, filters], init);
    this.b = options.bias === false ? undefined : this.declare('b', [filters], 'zeros');
  }

  forward(x: Tensor): Tensor {
    const { activation = 'identity', stride, padding } = this.options;
    const channels = this.w.shape[2];
    if (x.rank !== 4 || x.shape[3] !== channels) {
      const fix = x.rank === 4 ? `Change its channels to ${x.shape[3]}.` : 'Reshape the images.';
      throw this.misfit(x, `[batch, height, width, ${channels}]`, fix);
    }
    const y = conv2d(x, this.w.tensor, { stride, padding });
    return activate(this.b ? y.add(this.b.tensor) : y, activation);
  }
}

abstract class Pool extends Layer {
  constructor(
    kind: string,
    readonly forward: (x: Tensor) => Tensor,
  ) {
    super(kind);
  }
}

/**
 * The largest number of each size×size window, per channel: whether a feature is there, no longer where exactly.
 *
 * @param stride step from window to window; `size` unless told. Rows and columns left over are dropped
 * @see Ranzato et al., Unsupervised learning of invariant feature hierarchies (2007)
 * @example
 * new MaxPool2d(2).forward(arange(16).reshape([1, 4, 4, 1])).flatten().arraySync()
 */
export class MaxPool2d extends Pool {
  constructor(size: number, stride = size, padding: Padding = 'valid') {
    super('maxpool', (x) => maxPool2d(x, size, stride, padding));
  }
}

/**
 * The mean of each size×size window, per channel.
 *
 * @param stride step from window to window; `size` unless told. Rows and columns left over are dropped
 * @see LeCun et al., Gradient-based learning applied to document recognition (1998), §II.B
 * @example
 * new AvgPool2d(2).forward(arange(16).reshape([1, 4, 4, 1])).flatten().arraySync()
 */
export class AvgPool2d extends Pool {
  constructor(size: number, stride = size, padding: Padding = 'valid') {
    super('avgpool', (x) => meanPool2d(x, size, stride, padding));
  }
}
