/** Layers over images [batch, height, width, channels]: convolution and the two kinds of pooling. */
import { EngineError } from '../errors';
import type { Init } from '../initializers';
import { type Shape, sizeOf } from '../shape';
import type { Tensor } from '../tensor';
import { activate, type ActivationName, isRectifier } from './activation';
import { Layer, type Weight } from './layer';

/** `same` keeps the size at stride 1, `valid` adds nothing, a number adds that many zeros at each side. */
type Padding = 'same' | 'valid' | number;

export interface Conv2dOptions {
  readonly stride?: number;
  readonly padding?: Padding;
  readonly activation?: ActivationName;
  readonly init?: Init;
  readonly bias?: boolean;
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
  private readonly kernel: readonly [number, number];
  private readonly options: Required<Pick<Conv2dOptions, 'stride' | 'padding' | 'activation'>>;

  constructor(
    readonly channels: number,
    readonly filters: number,
    size: number | readonly [number, number],
    options: Conv2dOptions = {},
  ) {
    super('conv');
    const { stride = 1, padding = 'valid', activation = 'identity', bias = true } = options;
    this.kernel = typeof size === 'number' ? [size, size] : size;
    this.options = { stride, padding, activation };
    const init = options.init ?? (isRectifier(activation) ? 'he' : 'xavier');
    this.w = this.declare('w', [...this.kernel, channels, filters], { init });
    this.b = bias ? this.declare('b', [filters], { init: 'zeros' }) : undefined;
  }

  outputShape(input: Shape): Shape {
    if (input.length !== 4 || input[3] !== this.channels) {
      const fix = input.length === 4 ? `Change its channels to ${input[3]}.` : 'Reshape the images.';
      throw this.misfit(input, `[batch, height, width, ${this.channels}]`, fix);
    }
    const [height, width] = this.kernel;
    return slide(this.name, input, { height, width, ...this.options }, this.filters);
  }

  flops(input: Shape): number {
    const [height, width] = this.kernel;
    const perOutput = 2 * height * width * this.channels + (this.b ? 1 : 0);
    return sizeOf(this.outputShape(input)) * (perOutput + (this.options.activation === 'identity' ? 0 : 1));
  }

  protected compute(x: Tensor): Tensor {
    const y = x.conv2d(this.w.tensor, this.options);
    return activate(this.b ? y.add(this.b.tensor) : y, this.options.activation);
  }
}

abstract class Pool2d extends Layer {
  constructor(
    kind: string,
    readonly size: number,
    readonly stride: number,
    readonly padding: Padding,
  ) {
    super(kind);
  }

  outputShape(input: Shape): Shape {
    if (input.length !== 4) throw this.misfit(input, '[batch, height, width, channels]', 'Reshape the images.');
    const { size, stride, padding } = this;
    return slide(this.name, input, { height: size, width: size, stride, padding }, input[3]!);
  }

  flops(input: Shape): number {
    return sizeOf(this.outputShape(input)) * this.size * this.size;
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
export class MaxPool2d extends Pool2d {
  constructor(size: number, stride = size, padding: Padding = 'valid') {
    super('maxpool', size, stride, padding);
  }

  protected compute(x: Tensor): Tensor {
    return x.maxPool2d(this.size, this.stride, this.padding);
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
export class AvgPool2d extends Pool2d {
  constructor(size: number, stride = size, padding: Padding = 'valid') {
    super('avgpool', size, stride, padding);
  }

  protected compute(x: Tensor): Tensor {
    return x.meanPool2d(this.size, this.stride, this.padding);
  }
}

interface Sliding {
  readonly height: number;
  readonly width: number;
  readonly stride: number;
  readonly padding: Padding;
}

/** The shape of what windows give that slide over images. */
function slide(
  name: string,
  [batch, ...sides]: Shape,
  { height, width, stride, padding }: Sliding,
  channels: number,
): Shape {
  const [rows, columns] = [height, width].map((k, axis) => {
    const n = sides[axis]!;
    if (padding === 'same') return Math.ceil(n / stride);
    const places = Math.floor((n + 2 * (padding === 'valid' ? 0 : padding) - k) / stride) + 1;
    if (places >= 1) return places;
    throw new EngineError(
      `${name}: a window of ${height}×${width} is larger than the images, ${sides[0]}×${sides[1]}. Pad them.`,
    );
  });
  return [batch!, rows!, columns!, channels];
}
