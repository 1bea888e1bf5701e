/** Convolution and pooling over windows of images. Functions, not methods: a page without images doesn't load them. */
import { apply } from '../autograd';
import type { Window } from '../backend';
import { fold, pool, unfold, unpool } from '../backends/js/windows';
import { EngineError } from '../errors';
import { sizeOf } from '../shape';
import { type Backprop, dense, emit, fresh, type Op, type Tensor } from '../tensor';

export type Padding = 'same' | 'valid' | number;

/** What an op of images keeps of its windows: their numbers, in this order. */
const SIZES = ['batch', 'height', 'width', 'channels', 'outHeight', 'outWidth'] as const;
const STEPS = ['kernelHeight', 'kernelWidth', 'strideY', 'strideX', 'top', 'left'] as const;
const windowFrom = (attrs: readonly number[]): Window =>
  Object.fromEntries([...SIZES, ...STEPS].map((name, i) => [name, attrs[i]!])) as Window;

/** The windows over x [batch, height, width, channels]. `same` keeps the size at stride 1; a number pads all sides alike. */
function windowsOver(
  op: string,
  x: Tensor,
  [kh, kw, stride]: readonly [number, number, number],
  padding: Padding,
): number[] {
  if (x.rank !== 4) throw new EngineError(`${op}: ${x.title}; expected images [batch, height, width, channels]`);
  if (!(Number.isInteger(stride) && stride > 0)) throw new EngineError(`${op}: stride ${stride}; expected 1, 2, …`);
  if (padding !== 'same' && padding !== 'valid' && !(Number.isInteger(padding) && padding >= 0)) {
    throw new EngineError(`${op}: padding ${padding}; expected 'same', 'valid' or 0, 1, …`);
  }
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const along = (size: number, k: number): [out: number, before: number] => {
    if (padding === 'same') {
      const out = Math.ceil(size / stride);
      return [out, Math.max(0, (out - 1) * stride + k - size) >> 1];
    }
    const before = padding === 'valid' ? 0 : padding;
    return [Math.floor((size + 2 * before - k) / stride) + 1, before];
  };
  const [outHeight, top] = along(height, kh);
  const [outWidth, left] = along(width, kw);
  if (outHeight < 1 || outWidth < 1) {
    throw new EngineError(`${op}: a window of ${kh}×${kw} is larger than ${x.title} with its padding`);
  }
  return [batch, height, width, channels, outHeight, outWidth, kh, kw, stride, stride, top, left];
}

const CONV2D: Op = {
  name: 'conv2d',
  shape: ([, w], [batch, , , , outHeight, outWidth]) => [batch!, outHeight!, outWidth!, w!.shape[3]!],
  run(shape, x, attrs) {
    const window = windowFrom(attrs);
    const out = fresh(shape, x[0]!.backend);
    const [m, n, k] = convSizes(window, x[1]!);
    const a = { image: dense(x[0]!).vector, window, transposed: false, unfold };
    const b = { vector: dense(x[1]!).vector, offset: 0, rowStride: n, colStride: 1 };
    emit(out.backend, { kind: 'gemm', out: out.vector, m, n, k, a, b, steps: [] });
    return out;
  },
  gradient({ dy, x, attrs }, i) {
    const window = windowFrom(attrs);
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
  if (w.rank !== 4)
    throw new EngineError(`conv2d: ${w.title}; expected kernels [height, width, channels in, channels out]`);
  const [kh, kw, channels] = w.shape as [number, number, number];
  const windows = windowsOver('conv2d', x, [kh, kw, stride], padding);
  if (x.shape[3] === channels) return apply(CONV2D, [x, w], windows);
  throw new EngineError(`conv2d: ${x.title} has ${x.shape[3]} channels, ${w.title} wants ${channels}`);
}

function pooling(name: string, mode: 'max' | 'mean') {
  const definition: Op = {
    name,
    shape: (_, [batch, , , channels, outHeight, outWidth]) => [batch!, outHeight!, outWidth!, channels!],
    run(shape, x, attrs, saved) {
      const out = fresh(shape, x[0]!.backend);
      const index = mode === 'max' ? fresh(shape, out.backend).vector : undefined;
      if (index) saved.push(index);
      const what = { mode, image: dense(x[0]!).vector, index, window: windowFrom(attrs), plain: pool };
      emit(out.backend, { kind: 'pool', out: out.vector, ...what, steps: [] });
      return out;
    },
    gradient({ dy, x, attrs, saved }: Backprop) {
      const dx = fresh(x[0]!.shape, dy.backend);
      const what = { mode, grad: dense(dy).vector, index: saved[0], window: windowFrom(attrs), plain: unpool };
      emit(dx.backend, { kind: 'unpool', out: dx.vector, ...what, steps: [] });
      return dx;
    },
  };
  return (x: Tensor, size: number, stride: number, padding: Padding): Tensor =>
    apply(definition, [x], windowsOver(name, x, [size, size, stride], padding));
}

const largest = /* @__PURE__ */ pooling('maxPool2d', 'max');
const mean = /* @__PURE__ */ pooling('meanPool2d', 'mean');

/**
 * The largest number of each size×size window, per channel; its pixel alone gets the gradient.
 *
 * @param x images [batch, height, width, channels]
 * @throws EngineError when the window is larger than the padded image
 * @example
 * maxPool2d(arange(16).reshape([1, 4, 4, 1]), 2)
 */
export function maxPool2d(x: Tensor, size: number, stride = size, padding: Padding = 'valid'): Tensor {
  return largest(x, size, stride, padding);
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
  return mean(x, size, stride, padding);
}
