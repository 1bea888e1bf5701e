/** Sums, means and maxima over an axis or over all. */
import { apply } from '../autograd';
import type { ReduceCall } from '../backend';
import { EngineError } from '../errors';
import { axisOf, type Shape, sizeOf } from '../shape';
import { type Backprop, constant, dense, type Op, type Tensor, view, viewOf } from '../tensor';
import { chain, combine, reduced, sumTo, times, withTensor } from './chain';

/** attrs = [axis, or −1 for all; 1 to keep the axis with size 1] */
function reduction(name: string, op: ReduceCall['op'], gradient: (at: Backprop, dy: Tensor) => Tensor | undefined): Op {
  return {
    name,
    shape([x], [axis, keep]) {
      if (axis === -1) return keep ? x!.shape.map(() => 1) : [];
      return x!.shape.flatMap((size, d) => (d === axis ? (keep ? [1] : []) : [size]));
    },
    run(shape, [x], [at]) {
      const { axis, inner } = partsOf(x!.shape, at!);
      if (axis === 0 && op !== 'sum') throw new EngineError(`${name}: ${x!.title} has nothing to take it of`);
      return reduced(dense(x!), { op, axis, inner, scale: name === 'mean' ? 1 / axis : 1 }, shape);
    },
    gradient: (at) => gradient(at, kept(at)),
  };
}

/** Numbers along the axis, and in each step along it. */
function partsOf(shape: Shape, axis: number): { axis: number; inner: number } {
  if (axis === -1) return { axis: sizeOf(shape), inner: 1 };
  return { axis: shape[axis]!, inner: sizeOf(shape.slice(axis + 1)) };
}

/** dy with the reduced axis back, of size 1, so that it broadcasts to x. */
function kept({ dy, x, attrs }: Backprop): Tensor {
  const shape = x[0]!.shape.map((size, d) => (attrs[0] === -1 || d === attrs[0] ? 1 : size));
  return dy.constant === undefined ? view(dense(dy), shape) : constant(shape, dy.constant);
}

/** dy·factor for every element of x: a constant, or a view that repeats. */
function spread(x: Tensor, dy: Tensor, factor: number): Tensor {
  if (dy.constant !== undefined) return constant(x.shape, dy.constant * factor);
  const t = combine('mul', dy, constant([], factor), dy.shape);
  const repeated = viewOf(t, x.shape);
  return view(t, x.shape, repeated.strides);
}

const SUM = reduction('sum', 'sum', ({ x }, dy) => spread(x[0]!, dy, 1));
const MEAN = reduction('mean', 'sum', ({ x, attrs }, dy) =>
  spread(x[0]!, dy, 1 / partsOf(x[0]!.shape, attrs[0]!).axis),
);
const MAX = reduction('max', 'max', (at, dy) => {
  // Equal maxima share the gradient.
  const x = at.x[0]!;
  const mask = chain(x, x.shape, [withTensor('eq', view(at.y, dy.shape), x.shape)]);
  const share = combine('div', dy, sumTo(mask, dy.shape), dy.shape);
  return times(mask, share);
});
const ARGMAX = reduction('argmax', 'argmax', () => undefined);

function over(op: Op) {
  return (x: Tensor, axis?: number, keepDims = false): Tensor =>
    apply(op, [x], [axis === undefined ? -1 : axisOf(axis, x.rank, op.name), keepDims ? 1 : 0]);
}

/** y = Σ_a x[…, a, …]; dx = dy, repeated */
export const sum = over(SUM);
/** y = (1/n) Σ_a x[…, a, …]; dx = dy/n, repeated */
export const mean = over(MEAN);
/** y = max_a x[…, a, …]; dx = dy at the maxima, in equal parts */
export const max = over(MAX);
/** y = the first a with the largest x[…, a, …], as a number; no gradient */
export const argmax = over(ARGMAX);
