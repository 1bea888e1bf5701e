/** Calls made ready: a closure for each, with arrays and loops chosen beforehand. */
import type { Call, CopyCall, FoldCall, GemmCall, MapStep, RandomCall, ReduceCall, Vector } from '../../backend';
import { threefry } from '../../random';
import { chain, like } from './elementwise';
import { product } from './gemm';
import { crossEntropy, gather, reduce, scatterAdd } from './rows';
import { update } from './update';
import { columnsOf, fold, pool, rowsOf, unfold, unpool } from './windows';

/** What `call` does, on vectors whose numbers can be read at once and stay where they are. */
export function bind(call: Call): (step: number) => void {
  switch (call.kind) {
    case 'map':
      return chain(call.out.data!, call.size, call.first, call.steps);
    case 'reduce':
      return bindReduce(call);
    case 'gemm':
      return bindGemm(call);
    case 'fold':
      return bindFold(call);
    case 'pool':
      return followed(() => pool(call), call.out, call.steps);
    case 'unpool':
      return followed(() => unpool(call), call.out, call.steps);
    case 'gather':
      return () => gather(call);
    case 'scatter-add':
      return () => scatterAdd(call);
    case 'cross-entropy':
      return () => crossEntropy(call);
    case 'random':
      return (step) => random(call, step);
    case 'copy':
      return () => copy(call, 0, call.from.offset, call.to.offset);
    case 'fill':
      return () => call.out.data!.fill(call.value);
    case 'update':
      return () => update(call);
  }
}

/** `first`, then the steps in place on what it wrote. */
function followed(first: () => void, out: Vector, steps: readonly MapStep[]): () => void {
  if (steps.length === 0) return first;
  const rest = chain(out.data!, out.size, { vector: out, offset: 0, every: 1, period: out.size }, steps);
  return () => {
    first();
    rest();
  };
}

function scratch(kind: Vector, size: number): Vector {
  return { size, data: like(kind.data!, size) };
}

function bindReduce(call: ReduceCall): () => void {
  const x = call.in.data!;
  if (call.steps.length === 0) return () => reduce(call, x, call.offset);
  const size = call.outer * call.axis * call.inner;
  const values = like(x, size);
  const steps = chain(values, size, { vector: call.in, offset: call.offset, every: 1, period: size }, call.steps);
  return () => {
    steps();
    reduce(call, values, 0);
  };
}

function bindGemm(call: GemmCall): () => void {
  const { a, b, out, steps } = call;
  const c = { vector: out, offset: 0, rowStride: call.n, colStride: 1 };
  if (!('image' in a)) return followed(() => product(c, call, a, b), out, steps);
  const columns = columnsOf(a.window);
  const vector = scratch(out, rowsOf(a.window) * columns);
  const [rowStride, colStride] = a.transposed ? [1, columns] : [columns, 1];
  const multiply = (): void => {
    unfold(vector.data!, a.image.data!, a.window);
    product(c, call, { vector, offset: 0, rowStride, colStride }, b);
  };
  return followed(multiply, out, steps);
}

function bindFold({ out, window, a, b, k }: FoldCall): () => void {
  const m = rowsOf(window);
  const n = columnsOf(window);
  const vector = scratch(out, m * n);
  return () => {
    product({ vector, offset: 0, rowStride: n, colStride: 1 }, { m, n, k }, a, b);
    fold(out.data!, vector.data!, window);
  };
}

function random({ out, size, key0, key1, p }: RandomCall, step: number): void {
  const x = out.data!;
  for (let i = 0; i < size; i += 2) {
    const words = threefry(key0, key1, i / 2, step);
    for (let j = 0; j < 2 && i + j < size; j++) {
      x[i + j] = (words[j]! >>> 8) * 2 ** -24 < p ? 1 / p : 0;
    }
  }
}

/** The numbers of the axes from `axis` on. */
function copy(call: CopyCall, axis: number, from: number, to: number): void {
  const n = call.shape[axis] ?? 1;
  const right = call.from.strides[axis] ?? 0;
  const step = call.to.strides[axis] ?? 0;
  if (axis < call.shape.length - 1) {
    for (let i = 0; i < n; i++) copy(call, axis + 1, from + i * right, to + i * step);
    return;
  }
  const source = call.from.vector.data!;
  const target = call.to.vector.data!;
  for (let i = 0, p = from, q = to; i < n; i++, p += right, q += step) target[q] = source[p]!;
}
