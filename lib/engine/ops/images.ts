/** Convolution and pooling over windows of images. Functions, not methods: a page without images doesn't load them. */
import { apply } from '../autograd';
import type { Window } from '../backend';
import { fold, pool, unfold, unpool } from '../backends/js/windows';
import { EngineError } from '../errors';
import { sizeOf } from '../shape';
import { type Backprop, dense, emit, fresh, type Op, type Tensor } from '../tensor';

export type Padding = 'same' | 'valid' | number;

interface WindowShape {
  kernel: readonly [number, number];
  stride: number;
  padding: Padding;
}

/** The windows over x [batch, height, width, channels]. `same` keeps the size at stride 1; a number pads all sides alike. */
function windowOf(op: string, x: Tensor, { kernel, stride, padding }: WindowShape): Window {
  if (x.rank !== 4) throw new EngineError(`${op}: ${x.title}; expected images [batch, height, width, channels]`);
  if (!(Number.isInteger(stride) && stride > 0)) throw new EngineError(`${op}: stride ${stride}; expected 1, 2, …`);
  const [batch, height, width, channels] = x.shape;
  const along = (size: number, k: number): { out: number; before: number } => {
    if (padding === 'same') {
      const out = Math.ceil(size / stride);
      return { out, before: Math.max(0, (out - 1) * stride + k - size) >> 1 };
    }
    const before = padding === 'valid' ? 0 : padding;
    return { out: Math.floor((size + 2 * before - k) / stride) + 1, before };
  };
  const vertical = along(height!, kernel[0]);
  const horizontal = along(width!, kernel[1]);
  if (vertical.out < 1 || horizontal.out < 1) {
    throw new EngineError(`${op}: a window of ${kernel.join('×')} is larger than ${x.title} with its padding`);
  }
  return {
    batch: batch!,
    height: height!,
    width: width!,
    channels: channels!,
    kernelHeight: kernel[0],
    kernelWidth: kernel[1],
    strideY: stride,
    strideX: stride,
    top: vertical.before,
    left: horizontal.before,
    outHeight: vertical.out,
    outWidth: horizontal.out,
  };
}

/** attrs = [stride, padding as a number; −1 is same, −2 valid] */
const paddingOf = (code: number): Padding => (code === -1 ? 'same' : code === -2 ? 'valid' : code);
function codeOf(op: string, padding: Padding): number {
  if (padding === 'same') return -1;
  if (padding === 'valid') return -2;
  if (Number.isInteger(padding) && padding >= 0) return padding;
  throw new EngineError(`${op}: padding ${padding}; expected 'same', 'valid' or 0, 1, …`);
}

function convWindow(x: readonly Tensor[], attrs: readonly number[]): Window {
  const [image, w] = x;
  if (w!.rank !== 4)
    throw new EngineError(`conv2d: ${w!.title}; expected kernels [height, width, channels in, channels out]`);
  const [kh, kw, channels] = w!.shape;
  const window = windowOf('conv2d', image!, { kernel: [kh!, kw!], stride: attrs[0]!, padding: paddingOf(attrs[1]!) });
  if (window.channels === channels) return window;
  throw new EngineError(`conv2d: ${image!.title} has ${window.channels} channels, ${w!.title} wants ${channels}`);
}

const CONV2D: Op = {
  name: 'conv2d',
  shape(x, attrs) {
    const { batch, outHeight, outWidth } = convWindow(x, attrs);
    return [batch, outHeight, outWidth, x[1]!.shape[3]!];
  },
  run(shape, x, attrs) {
    const window = convWindow(x, attrs);
    const out = fresh(shape, x[0]!.backend);
    const [m, n, k] = convSizes(window, x[1]!);
    const a = { image: dense(x[0]!).vector, window, transposed: false, unfold };
    const b = { vector: dense(x[1]!).vector, offset: 0, rowStride: n, colStride: 1 };
    emit(out.backend, { kind: 'gemm', out: out.vector, m, n, k, a, b, steps: [] });
    return out;
  },
  gradient({ dy, x, attrs }, i) {
    const window = convWindow(x, attrs);
    const [image, w] = x;
    const [pixels, outs, k] = convSizes(window, w!);
    const grad = { vector: dense(dy).vector, offset: 0, rowStride: outs, colStride: 1 };
    const dx = fresh(x[i]!.shape, dy.backend);
    if (i === 1) {
      // dW = patches(x)ᵀ · dY
      const a = { image: dense(image!).vector, window, transposed: true, unfold };
      emit(dx.backend, { kind: 'gemm', out: dx.vector, m: k, n: outs, k: pixels, a, b: grad, steps: [] });
    } else {
      // dX = fold(dY · Wᵀ)
      const b = { vector: dense(w!).vector, offset: 0, rowStride: 1, colStride: outs };
      emit(dx.backend, { kind: 'fold', out: dx.vector, window, a: grad, b, k: outs, plain: fold });
    }
    return dx;
  },
};

function convSizes(window: Window, w: Tensor): [number, number, number] {
  const pixels = window.batch * window.outHeight * window.outWidth;
  return [pixels, w.shape[3]!, sizeOf(w.shape.slice(0, 3))];
}

export interface ConvOptions {
  stride?: number;
  padding?: Padding;
}

/**
 * Cross-correlation, which deep-learning libraries call convolution.
 *
 *   y[b, i, j, o] = Σ x[b, i·s − p + u, j·s − p + v, c] · w[u, v, c, o]
 *   dw = patches(x)ᵀ · dy,  dx = the adjoint of taking patches, of dy · wᵀ
 *
 * @param x images [batch, height, width, channels]
 * @param w kernels [kernel height, kernel width, channels, outputs]
 * @returns [batch, ⌊(height + 2p − kernel height)/s⌋ + 1, …, outputs]
 * @throws EngineError when channels differ or the kernel is larger than the padded image
 * @see Goodfellow, Bengio, Courville, Deep Learning (2016), §9.1
 * @example
 * const edge = tensor([-1, 0, 1], { shape: [1, 3, 1, 1] });
 * conv2d(tensor([0, 0, 1, 1, 1], { shape: [1, 1, 5, 1] }), edge)
 */
export function conv2d(x: Tensor, w: Tensor, { stride = 1, padding = 'valid' }: ConvOptions = {}): Tensor {
  return apply(CONV2D, [x, w], [stride, codeOf('conv2d', padding)]);
}

/** attrs = [size, stride, padding] */
function pooling(name: string, mode: 'max' | 'mean'): Op {
  const windowFor = (x: readonly Tensor[], [size, stride, padding]: readonly number[]): Window =>
    windowOf(name, x[0]!, { kernel: [size!, size!], stride: stride!, padding: paddingOf(padding!) });
  return {
    name,
    shape(x, attrs) {
      const { batch, outHeight, outWidth, channels } = windowFor(x, attrs);
      return [batch, outHeight, outWidth, channels];
    },
    run(shape, x, attrs, saved) {
      const out = fresh(shape, x[0]!.backend);
      const index = mode === 'max' ? fresh(out.shape, out.backend).vector : undefined;
      if (index) saved.push(index);
      const what = { mode, image: dense(x[0]!).vector, index, window: windowFor(x, attrs), steps: [] };
      emit(out.backend, { kind: 'pool', out: out.vector, ...what, plain: pool });
      return out;
    },
    gradient({ dy, x, attrs, saved }: Backprop) {
      const dx = fresh(x[0]!.shape, dy.backend);
      const what = { mode, grad: dense(dy).vector, index: saved[0], window: windowFor(x, attrs), steps: [] };
      emit(dx.backend, { kind: 'unpool', out: dx.vector, ...what, plain: unpool });
      return dx;
    },
  };
}

const MAX_POOL = /* @__PURE__ */ pooling('maxPool2d', 'max');
const MEAN_POOL = /* @__PURE__ */ pooling('meanPool2d', 'mean');

/**
 * The largest number of each size×size window, per channel; its pixel alone gets the gradient.
 *
 * @param x images [batch, height, width, channels]
 * @throws EngineError when the window is larger than the padded image
 * @example
 * maxPool2d(arange(16).reshape([1, 4, 4, 1]), 2)
 */
export function maxPool2d(x: Tensor, size: number, stride = size, padding: Padding = 'valid'): Tensor {
  return apply(MAX_POOL, [x], [size, stride, codeOf('maxPool2d', padding)]);
}

/**
 * The mean of each size×size window, per channel; padding counts as zeros. All pixels of a window share the gradient.
 *
 * @param x images [batch, height, width, channels]
 * @throws EngineError when the window is larger than the padded image
 * @example
 * meanPool2d(arange(16).reshape([1, 4, 4, 1]), 2)
 */
export function meanPool2d(x: Tensor, size: number, stride = size, padding: Padding = 'valid'): Tensor {
  return apply(MEAN_POOL, [x], [size, stride, codeOf('meanPool2d', padding)]);
}
