/** The methods of tensors. Each is an op of `ops/`, where formula and gradient stand; here is how it is called. */
import { backward } from './autograd';
import * as elementwise from './ops/elementwise';
import * as linear from './ops/linear';
import * as reduce from './ops/reduce';
import * as softmax from './ops/softmax';
import * as views from './ops/views';
import type { Shape } from './shape';
import { Tensor, view } from './tensor';

type Other = Tensor | number;

declare module './tensor' {
  interface Tensor {
    /** y = x + other, with broadcasting; dx = dy */
    add(other: Other): Tensor;
    /** y = x − other; dx = dy */
    sub(other: Other): Tensor;
    /** y = x · other, element by element; dx = dy·other */
    mul(other: Other): Tensor;
    /** y = x / other; dx = dy/other */
    div(other: Other): Tensor;
    /** y = x^other; dx = dy·other·x^(other−1) */
    pow(other: Other): Tensor;
    /** y = max(x, other); the larger one gets the gradient, at a tie x */
    maximum(other: Other): Tensor;
    /** y = min(x, other) */
    minimum(other: Other): Tensor;
    /** 1 where equal, else 0; no gradient */
    equal(other: Other): Tensor;
    /** 1 where x > other, else 0; no gradient */
    greater(other: Other): Tensor;
    /** 1 where x ≥ other, else 0; no gradient */
    greaterEqual(other: Other): Tensor;
    /** y = −x */
    neg(): Tensor;
    /** y = eˣ; dx = dy·y */
    exp(): Tensor;
    /** y = ln x; dx = dy/x */
    log(): Tensor;
    /** y = √x; dx = dy/(2y) */
    sqrt(): Tensor;
    /** y = x²; dx = 2x·dy */
    square(): Tensor;
    /** y = |x|; dx = dy·sign x */
    abs(): Tensor;
    /** −1, 0 or 1; no gradient */
    sign(): Tensor;
    /** y = 1/x; dx = −dy·y² */
    reciprocal(): Tensor;
    /** y = sin x */
    sin(): Tensor;
    /** y = cos x */
    cos(): Tensor;
    /** y = tanh x; dx = dy(1 − y²) */
    tanh(): Tensor;
    /** y = 1/(1 + e⁻ˣ); dx = dy·y(1 − y) */
    sigmoid(): Tensor;
    /** y = max(0, x); dx = dy where x > 0 */
    relu(): Tensor;
    /** y = ln(1 + eˣ); dx = dy·σ(x) */
    softplus(): Tensor;
    /** y = arctan x; dx = dy/(1 + x²) */
    arctan(): Tensor;
    /** 1 where x ≥ 0, else 0; no gradient */
    step(): Tensor;
    /** y = x where x > 0, else αx */
    leaky(alpha?: number): Tensor;
    /** y = x where x > 0, else α(eˣ − 1) */
    elu(alpha?: number): Tensor;
    /** Softmax over the last axis: y[…, k] = exp x[…, k] / Σ_j exp x[…, j] */
    softmax(): Tensor;
    /** ln softmax over the last axis */
    logSoftmax(): Tensor;
    /** C = A·B for matrices [m, k] and [k, n]. @throws EngineError when the inner sizes differ */
    matmul(b: Tensor): Tensor;
    /** The transpose of a matrix, as a view. */
    readonly T: Tensor;
    /** Σ over an axis, or over all. */
    sum(axis?: number, keepDims?: boolean): Tensor;
    /** The mean over an axis, or over all. */
    mean(axis?: number, keepDims?: boolean): Tensor;
    /** The largest over an axis, or over all. */
    max(axis?: number, keepDims?: boolean): Tensor;
    /** The place of the first largest along an axis, as a number; no gradient. */
    argmax(axis?: number, keepDims?: boolean): Tensor;
    /** The same numbers in another shape; one size may be −1. @throws EngineError when they don't fill it */
    reshape(shape: Shape): Tensor;
    /** Joins all axes from `fromAxis` on. */
    flatten(fromAxis?: number): Tensor;
    /** Another order of the axes, as a view. */
    transpose(axes?: readonly number[]): Tensor;
    /** x[…, start:end, …] along one axis. @throws EngineError outside the axis */
    slice(axis: number, start: number, end: number): Tensor;
    /** Rows by number: y[i] = x[index[i]]; the gradient is added to the rows it came from. */
    gather(index: Tensor): Tensor;
    /** Cross-correlation of images [b, h, w, c] with kernels [kh, kw, c, o]. @throws EngineError when channels differ */
    conv2d(w: Tensor, options?: linear.ConvOptions): Tensor;
    /** The largest number of each window, per channel. */
    maxPool2d(size: number, stride?: number, padding?: linear.Padding): Tensor;
    /** The mean of each window, per channel. */
    meanPool2d(size: number, stride?: number, padding?: linear.Padding): Tensor;
    /** While training: each number is dropped with probability p, the others are divided by 1 − p. The name picks the stream. */
    dropout(p: number, name?: string): Tensor;
    /** Adds dL/dx to `x.grad` of every parameter x that this single number L was computed from. */
    backward(): void;
    /** The same numbers, through which no gradient flows. */
    detach(): Tensor;
  }
}

const { slice, gather, reshape, flatten, transpose } = views;
const { conv2d, matmul, maxPool2d, meanPool2d } = linear;
const ops = { ...elementwise, ...reduce, ...softmax, ...{ slice, gather, reshape, flatten, transpose } };
const all = { ...ops, conv2d, matmul, maxPool2d, meanPool2d, backward, detach };

type Method = (x: Tensor, a?: unknown, b?: unknown, c?: unknown) => unknown;
for (const [name, op] of Object.entries(all) as [string, Method][]) {
  Object.defineProperty(Tensor.prototype, name, {
    value(this: Tensor, a?: unknown, b?: unknown, c?: unknown) {
      return op(this, a, b, c);
    },
  });
}
Object.defineProperty(Tensor.prototype, 'T', {
  get(this: Tensor): Tensor {
    return transpose(this);
  },
});

function detach(x: Tensor): Tensor {
  return view(x, x.shape, x.strides);
}
