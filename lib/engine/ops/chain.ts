/** Elementwise arithmetic without a tape: what gradients are made of. */
import type { Binary, MapStep, ReduceCall, Unary } from '../backend';
import { sameShape, type Shape, sizeOf } from '../shape';
import { constant, dense, emit, fresh, operandOf, type Tensor, view } from '../tensor';

/** y = steps(x), all in one kernel call. */
export function chain(x: Tensor, shape: Shape, steps: readonly MapStep[]): Tensor {
  const y = fresh(shape, x.backend);
  emit(y.backend, { kind: 'map', out: y.vector, size: y.size, first: operandOf(x, shape), steps });
  return y;
}

/** One step with a tensor: v ← v op t, repeated to `shape`. A constant tensor is a number. */
export function withTensor(op: Binary, t: Tensor, shape: Shape): MapStep {
  if (t.constant !== undefined) return numberStep(op, t.constant);
  return { kind: 'binary', op, with: operandOf(t, shape) };
}

const SWAPPED: { [Op in Binary]?: Binary } = {
  add: 'add',
  mul: 'mul',
  sub: 'rsub',
  div: 'rdiv',
  max: 'max',
  min: 'min',
};
const CONSTANT: Partial<Record<Binary, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
};

/** a op b without a tape. Constants are computed at once, and a factor 1 is left out. */
export function combine(op: Binary, a: Tensor, b: Tensor, shape: Shape): Tensor {
  if (a.constant !== undefined) {
    const known = CONSTANT[op];
    if (b.constant !== undefined && known) return constant(shape, known(a.constant, b.constant));
    if (op === 'mul' && a.constant === 1 && b.size === sizeOf(shape)) return b;
    const swapped = SWAPPED[op];
    if (swapped) return chain(b, shape, [numberStep(swapped, a.constant)]);
  }
  if (b.constant === 1 && op === 'mul' && a.size === sizeOf(shape)) return a;
  return chain(a, shape, [withTensor(op, b, shape)]);
}

/** dy op t, in the shape of dy. */
export const times = (dy: Tensor, t: Tensor): Tensor => combine('mul', dy, t, dy.shape);
export const scaled = (t: Tensor, factor: number): Tensor => combine('mul', t, constant([], factor), t.shape);

export function unaryStep(op: Unary, alpha = 0): MapStep {
  return { kind: 'unary', op, alpha };
}

export function numberStep(op: Binary, value: number): MapStep {
  return { kind: 'const', op, value };
}

export const NEGATE: MapStep = numberStep('mul', -1);

/** Σ over all that broadcasting repeated: the gradient of a small tensor that was seen as a larger one. */
export function sumTo(dy: Tensor, shape: Shape): Tensor {
  if (sameShape(dy.shape, shape)) return dy;
  if (dy.constant !== undefined) return constant(shape, (dy.constant * dy.size) / sizeOf(shape));
  let x = dense(dy);
  const missing = dy.shape.length - shape.length;
  const small = (d: number): number => (d < missing ? 1 : shape[d - missing]!);
  let inner = 1;
  // From the last axis on, every run of axes that were repeated is summed away in one kernel call.
  for (let d = dy.shape.length - 1; d >= 0;) {
    let axis = 1;
    while (d >= 0 && small(d) === 1) axis *= dy.shape[d--]!;
    const outer = sizeOf(dy.shape.slice(0, d + 1));
    const left = outer * inner === sizeOf(shape) ? shape : [outer, inner];
    if (axis !== 1) x = reduced(x, { op: 'sum', axis, inner, scale: 1 }, left);
    while (d >= 0 && small(d) !== 1) inner *= dy.shape[d--]!;
  }
  return sameShape(x.shape, shape) ? x : view(x, shape);
}

/** out[o, i] = scale · Σ or max over a of x[o, a, i], with x dense. */
export function reduced(
  x: Tensor,
  how: { op: ReduceCall['op']; axis: number; inner: number; scale: number },
  shape: Shape,
): Tensor {
  const { op, axis, inner, scale } = how;
  const y = fresh(shape, x.backend);
  const outer = y.size / inner || 0;
  const input = x.vector;
  emit(y.backend, { kind: 'reduce', op, out: y.vector, in: input, offset: 0, outer, axis, inner, scale, steps: [] });
  return y;
}
