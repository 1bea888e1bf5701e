/** Ops that move numbers and compute none: reshape, transpose, slices, joins, rows by index. */
import { apply, noGrad, partOf } from '../autograd';
import { EngineError } from '../errors';
import { axisOf, formatShape, type Shape, sizeOf, stridesOf } from '../shape';
import { constant, dense, emit, fresh, type Op, sliceOf, type Tensor, view, viewOf } from '../tensor';

const RESHAPE: Op = {
  name: 'reshape',
  shape: (_, attrs) => attrs,
  run: (_, [x], attrs) => view(dense(x!), attrs),
  gradient: ({ dy, x }) => reshaped(dy, x[0]!.shape),
};

function reshaped(t: Tensor, shape: Shape): Tensor {
  return t.constant === undefined ? view(dense(t), shape) : constant(shape, t.constant);
}

/** The same numbers in another shape; one size may be −1 and follows from the others. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const known = shape.reduce((n, size) => (size === -1 ? n : n * size), 1);
  const whole = shape.map((size) => (size === -1 ? x.size / known : size));
  if (sizeOf(whole) !== x.size || whole.some((size) => !Number.isInteger(size) || size < 0)) {
    throw new EngineError(`reshape: ${x.title} holds ${x.size} numbers, which don't fill ${formatShape(shape)}`);
  }
  return apply(RESHAPE, [x], whole);
}

/** Joins all axes from `fromAxis` on into one. */
export function flatten(x: Tensor, fromAxis = 0): Tensor {
  return reshape(x, [...x.shape.slice(0, fromAxis), sizeOf(x.shape.slice(fromAxis))]);
}

const DETACH: Op = {
  name: 'detach',
  shape: (x) => x[0]!.shape,
  run: (_, x) => view(x[0]!, x[0]!.shape, x[0]!.strides),
  gradient: () => undefined,
};

/** The same numbers, through which no gradient flows. */
export function detach(x: Tensor): Tensor {
  return noGrad(() => apply(DETACH, [x]));
}

const TRANSPOSE: Op = {
  name: 'transpose',
  shape: ([x], axes) => axes.map((axis) => x!.shape[axis]!),
  run(shape, [x], axes) {
    const own = x!.strides ?? stridesOf(x!.shape);
    const strides = axes.map((axis) => own[axis]!);
    return view(x!, shape, strides);
  },
  gradient({ dy, attrs }) {
    const back = attrs.map((_, d) => attrs.indexOf(d));
    return transpose(dy, back);
  },
};

/** Another order of the axes, as a view: y[i₀, i₁, …] = x at axes[0] = i₀, axes[1] = i₁, … */
export function transpose(x: Tensor, axes: readonly number[] = x.shape.map((_, d) => x.rank - 1 - d)): Tensor {
  if ([...axes].sort((a, b) => a - b).some((axis, d) => axis !== d) || axes.length !== x.rank) {
    throw new EngineError(`transpose: ${formatShape(axes)} is no order of the ${x.rank} axes of ${x.title}`);
  }
  return apply(TRANSPOSE, [x], axes);
}

/** attrs = [axis, start, end] */
const SLICE: Op = {
  name: 'slice',
  shape: ([x], [axis, start, end]) => x!.shape.map((size, d) => (d === axis ? end! - start! : size)),
  run(shape, [x], [axis, start]) {
    const source = x!.strides ? dense(x!) : x!;
    const stride = stridesOf(source.shape)[axis!]!;
    if (sizeOf(shape.slice(0, axis)) === 1) {
      // The rows of a slice along the first axis stand side by side.
      return view(source, shape, undefined, sliceOf(source.backend, source.vector, start! * stride, sizeOf(shape)));
    }
    const out = fresh(shape, x!.backend);
    const from = { vector: source.vector, offset: start! * stride, strides: stridesOf(source.shape) };
    emit(out.backend, { kind: 'copy', from, to: viewOf(out), shape });
    return out;
  },
  gradient: ({ dy, attrs }) => partOf(dy, attrs[0]!, attrs[1]!),
};

/** x[…, start:end, …] along one axis. */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  const at = axisOf(axis, x.rank, 'slice');
  if (!(Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= x.shape[at]!)) {
    throw new EngineError(`slice: ${start}:${end} of axis ${at} of ${x.title}; expected a part of 0:${x.shape[at]}`);
  }
  return apply(SLICE, [x], [at, start, end]);
}

const CONCAT: Op = {
  name: 'concat',
  shape: (x, [axis]) => x[0]!.shape.map((size, d) => (d === axis ? x.reduce((n, t) => n + t.shape[d]!, 0) : size)),
  run(shape, x, [axis]) {
    const out = fresh(shape, x[0]!.backend);
    const strides = stridesOf(out.shape);
    let start = 0;
    for (const t of x) {
      const to = { vector: out.vector, offset: start * strides[axis!]!, strides };
      emit(out.backend, { kind: 'copy', from: viewOf(t), to, shape: t.shape });
      start += t.shape[axis!]!;
    }
    return out;
  },
  gradient({ dy, x, attrs: [axis] }, i) {
    const start = x.slice(0, i).reduce((n, t) => n + t.shape[axis!]!, 0);
    return slice(dense(dy), axis!, start, start + x[i]!.shape[axis!]!);
  },
};

/**
 * Joins tensors along one axis; dx is the matching slice of dy.
 *
 * @param tensors of equal sizes but for `axis`
 * @throws EngineError when other sizes differ
 * @example
 * concat([tensor([[1, 2]]), tensor([[3, 4], [5, 6]])], 0)
 */
export function concat(tensors: readonly Tensor[], axis: number): Tensor {
  const [first] = tensors;
  if (!first) throw new EngineError('concat: no tensors came; expected at least one');
  const at = axisOf(axis, first.rank, 'concat');
  for (const t of tensors) {
    if (t.rank !== first.rank || t.shape.some((size, d) => d !== at && size !== first.shape[d])) {
      throw new EngineError(`concat: ${first.title} and ${t.title} differ in more than axis ${at}`);
    }
  }
  return apply(CONCAT, tensors, [at]);
}

/**
 * Puts tensors of one shape side by side along a new axis.
 *
 * @throws EngineError when shapes differ
 * @example
 * stack([tensor([1, 2]), tensor([3, 4])], 1)
 */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  const [first] = tensors;
  if (!first) throw new EngineError('stack: no tensors came; expected at least one');
  const at = axisOf(axis, first.rank + 1, 'stack');
  return concat(
    tensors.map((t) => reshape(t, [...t.shape.slice(0, at), 1, ...t.shape.slice(at)])),
    at,
  );
}

const rowsOf = ({ shape }: Tensor, { size }: Tensor) => {
  return { rows: shape[0]!, count: size, width: sizeOf(shape.slice(1)) };
};

const GATHER: Op = {
  name: 'gather',
  shape: ([table, index]) => [...index!.shape, ...table!.shape.slice(1)],
  run(shape, [table, index]) {
    const out = fresh(shape, table!.backend);
    const [from, at] = [dense(table!).vector, dense(index!).vector];
    emit(out.backend, { kind: 'gather', out: out.vector, table: from, index: at, ...rowsOf(table!, index!) });
    return out;
  },
  gradient({ dy, x: [table, index] }, i) {
    if (i === 1) return undefined;
    const out = fresh(table!.shape, dy.backend);
    const [from, at] = [dense(dy).vector, dense(index!).vector];
    emit(out.backend, { kind: 'scatter-add', out: out.vector, in: from, index: at, ...rowsOf(table!, index!) });
    return out;
  },
};

/** y[i] = table[index[i]]: rows of a table by number; the gradient is added to the rows it came from. */
export function gather(table: Tensor, index: Tensor): Tensor {
  if (table.rank === 0) throw new EngineError(`gather: ${table.title} has no rows`);
  return apply(GATHER, [table, index]);
}
