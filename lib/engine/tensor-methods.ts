/** The methods of tensors. Each is an op of `ops/`, where formula and gradient stand; here is how it is called. */
import { backward } from './autograd';
import * as elementwise from './ops/elementwise';
import { matmul } from './ops/matmul';
import * as reduce from './ops/reduce';
import { logSoftmax, softmax } from './ops/softmax';
import * as views from './ops/views';
import type { Shape } from './shape';
import { Tensor } from './tensor';

type Other = Tensor | number;

declare module './tensor' {
  interface Tensor {
    /** y = x + other, with broadcasting; dx = dy @example tensor([[1, 2], [3, 4]]).add(tensor([10, 20])) */
    add(other: Other): Tensor;
    /** y = x − other; dx = dy @example tensor([5, 7]).sub(2) */
    sub(other: Other): Tensor;
    /** y = x · other, element by element; dx = dy·other @example tensor([[1, 2], [3, 4]]).mul(tensor([[10], [100]])) */
    mul(other: Other): Tensor;
    /** y = x / other; dx = dy/other @example tensor([1, 2, 3]).div(4) */
    div(other: Other): Tensor;
    /** y = x^other; dx = dy·other·x^(other−1) @example tensor([1, 2, 3]).pow(3) */
    pow(other: Other): Tensor;
    /** y = max(x, other); the larger one gets the gradient, at a tie x @example tensor([-1, 2, 5]).maximum(3) */
    maximum(other: Other): Tensor;
    /** y = min(x, other) @example tensor([-1, 2, 5]).minimum(3) */
    minimum(other: Other): Tensor;
    /** 1 where equal, else 0; no gradient @example tensor([1, 2, 3]).equal(2) */
    equal(other: Other): Tensor;
    /** 1 where x > other, else 0; no gradient @example tensor([1, 2, 3]).greater(2) */
    greater(other: Other): Tensor;
    /** 1 where x ≥ other, else 0; no gradient @example tensor([1, 2, 3]).greaterEqual(2) */
    greaterEqual(other: Other): Tensor;
    /** y = −x @example tensor([1, -2]).neg() */
    neg(): Tensor;
    /** y = eˣ; dx = dy·y @example tensor([0, 1]).exp() */
    exp(): Tensor;
    /** y = ln x; dx = dy/x @example tensor([1, 10]).log() */
    log(): Tensor;
    /** y = √x; dx = dy/(2y) @example tensor([4, 2]).sqrt() */
    sqrt(): Tensor;
    /** y = x²; dx = 2x·dy @example tensor([-3, 2]).square() */
    square(): Tensor;
    /** y = |x|; dx = dy·sign x @example tensor([-3, 2]).abs() */
    abs(): Tensor;
    /** −1, 0 or 1; no gradient @example tensor([-3, 0, 2]).sign() */
    sign(): Tensor;
    /** y = 1/x; dx = −dy·y² @example tensor([2, 8]).reciprocal() */
    reciprocal(): Tensor;
    /** y = sin x @example tensor([0, 1]).sin() */
    sin(): Tensor;
    /** y = cos x @example tensor([0, 1]).cos() */
    cos(): Tensor;
    /** y = tanh x; dx = dy(1 − y²) @example tensor([-1, 0, 2]).tanh() */
    tanh(): Tensor;
    /** y = 1/(1 + e⁻ˣ); dx = dy·y(1 − y) @example tensor([-1, 0, 2]).sigmoid() */
    sigmoid(): Tensor;
    /** y = max(0, x); dx = dy where x > 0 @example tensor([-1, 0, 2]).relu() */
    relu(): Tensor;
    /** y = ln(1 + eˣ); dx = dy·σ(x) @example tensor([-1, 0, 2]).softplus() */
    softplus(): Tensor;
    /** y = arctan x; dx = dy/(1 + x²) @example tensor([-1, 0, 1]).arctan() */
    arctan(): Tensor;
    /** 1 where x ≥ 0, else 0; no gradient @example tensor([-1, 0, 2]).step() */
    step(): Tensor;
    /** y = x where x > 0, else αx @example tensor([-1, 0, 2]).leaky(0.2) */
    leaky(alpha?: number): Tensor;
    /** y = x where x > 0, else α(eˣ − 1) @example tensor([-1, 0, 2]).elu() */
    elu(alpha?: number): Tensor;
    /**
     * Softmax over the last axis: y[…, k] = exp x[…, k] / Σ_j exp x[…, j]
     * @example
     * tensor([[1, 2, 3], [1000, 1000, 1001]]).softmax()
     */
    softmax(): Tensor;
    /** ln softmax over the last axis @example tensor([1, 2, 3]).logSoftmax() */
    logSoftmax(): Tensor;
    /**
     * C = A·B for matrices [m, k] and [k, n].
     * @throws EngineError when the inner sizes differ
     * @example
     * tensor([[1, 2], [3, 4]]).matmul(tensor([[5], [6]]))
     */
    matmul(b: Tensor): Tensor;
    /** The transpose of a matrix, as a view. @example tensor([[1, 2, 3], [4, 5, 6]]).T */
    readonly T: Tensor;
    /** Σ over an axis, or over all. @example tensor([[1, 2], [3, 4]]).sum(0) */
    sum(axis?: number, keepDims?: boolean): Tensor;
    /** The mean over an axis, or over all. @example tensor([[1, 2], [3, 4]]).mean(1, true) */
    mean(axis?: number, keepDims?: boolean): Tensor;
    /** The largest over an axis, or over all. @example tensor([[1, 5], [3, 4]]).max(1) */
    max(axis?: number, keepDims?: boolean): Tensor;
    /**
     * The place of the first largest along an axis, as a number; no gradient.
     * @example
     * tensor([[1, 5], [3, 4]]).argmax(1)
     */
    argmax(axis?: number, keepDims?: boolean): Tensor;
    /**
     * The same numbers in another shape; one size may be −1.
     * @throws EngineError when they don't fill it
     * @example
     * arange(6).reshape([2, -1])
     */
    reshape(shape: Shape): Tensor;
    /** Joins all axes from `fromAxis` on. @example zeros([2, 3, 4]).flatten(1).shape */
    flatten(fromAxis?: number): Tensor;
    /**
     * Another order of the axes, as a view.
     * @throws EngineError unless every axis comes once
     * @example
     * zeros([2, 3, 4]).transpose([2, 0, 1]).shape
     */
    transpose(axes?: readonly number[]): Tensor;
    /**
     * x[…, start:end, …] along one axis.
     * @throws EngineError outside the axis
     * @example
     * tensor([[1, 2, 3], [4, 5, 6]]).slice(1, 0, 2)
     */
    slice(axis: number, start: number, end: number): Tensor;
    /**
     * Rows by number: y[i] = x[index[i]]; the gradient is added to the rows it came from.
     * @throws EngineError for a single number, which has no rows
     * @example
     * tensor([[1, 2], [3, 4], [5, 6]]).gather(tensor([2, 0]))
     */
    gather(index: Tensor): Tensor;
    /**
     * While training: each number is dropped with probability p, the others are divided by 1 − p. The name picks the stream.
     * @throws EngineError unless 0 ≤ p < 1
     * @example
     * training(true, () => ones([8]).dropout(0.5))
     */
    dropout(p: number, name?: string): Tensor;
    /**
     * Adds dL/dx to `x.grad` of every parameter x that this single number L was computed from.
     * @example
     * const w = parameter([1, 2], 'w');
     * w.square().sum().backward();
     * w.grad
     */
    backward(): void;
    /**
     * The same numbers, through which no gradient flows.
     * @example
     * const w = parameter([2], 'w');
     * w.mul(w.detach()).sum().backward();
     * w.grad // 2, not 4
     */
    detach(): Tensor;
  }
}

const { slice, gather, reshape, flatten, transpose, detach } = views;
const ops = { ...elementwise, ...reduce, softmax, logSoftmax, slice, gather, reshape, flatten, transpose };
const all = { ...ops, matmul, backward, detach };

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
