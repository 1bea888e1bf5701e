/** Calls made ready: a closure for each, with arrays, sizes and loops looked up beforehand. */
import type {
  Call,
  CopyCall,
  Floats,
  FoldCall,
  GemmCall,
  MapStep,
  Matrix,
  RandomCall,
  ReduceCall,
  Vector,
} from '../../backend';
import { threefry } from '../../random';
import { chain, like } from './elementwise';
import { type Dense, product } from './gemm';
import { crossEntropy, gather, reduce, scatterAdd, softmax } from './rows';
import { bindUpdate } from './update';
import { columnsOf, fold, pool, rowsOf, unfold, unpool } from './windows';

/** What `call` does, on vectors whose numbers can be read at once. */
export function bind(call: Call): (step: number) => void {
  switch (call.kind) {
    case 'map':
      return chain(call.out.data!, call.size, call.first, call.steps);
    case 'reduce':
      return bindReduce(call);
    case 'gemm':
      return bindGemm(call);
    case 'unfold':
      return () => unfold(call.out.data!, call.image.data!, call.window);
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
    case 'softmax':
      return () => softmax(call);
    case 'cross-entropy':
      return () => crossEntropy(call);
    case 'random':
      return (step) => random(call, step);
    case 'copy':
      return () => copy(call, 0, call.from.offset, call.to.offset);
    case 'fill':
      return () => call.out.data!.fill(call.value);
    case 'update':
      return bindUpdate(call);
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

function bindReduce(call: ReduceCall): () => void {
  const out = call.out.data!;
  const x = call.in.data!;
  if (call.steps.length === 0) return () => reduce(call, out, x, call.offset);
  const size = call.outer * call.axis * call.inner;
  const values = like(x, size);
  const steps = chain(values, size, { vector: call.in, offset: call.offset, every: 1, period: size }, call.steps);
  return () => {
    steps();
    reduce(call, out, values, 0);
  };
}

const dense = ({ vector, offset, rowStride, colStride }: Matrix): Dense => ({
  data: vector.data!,
  offset,
  rowStride,
  colStride,
});

const rowMajor = (data: Floats, columns: number): Dense => ({ data, offset: 0, rowStride: columns, colStride: 1 });

function bindGemm(call: GemmCall): () => void {
  const { a } = call;
  const out = rowMajor(call.out.data!, call.n);
  const b = dense(call.b);
  if (!('image' in a)) {
    const left = dense(a);
    return followed(() => product(out, call, left, b), call.out, call.steps);
  }
  const columns = columnsOf(a.window);
  const matrix = like(out.data, rowsOf(a.window) * columns);
  const [rowStride, colStride] = a.transposed ? [1, columns] : [columns, 1];
  const left = { data: matrix, offset: 0, rowStride, colStride };
  const multiply = (): void => {
    unfold(matrix, a.image.data!, a.window);
    product(out, call, left, b);
  };
  return followed(multiply, call.out, call.steps);
}

function bindFold({ out, window, a, b, k }: FoldCall): () => void {
  if (!b) return () => fold(out.data!, a.vector.data!.subarray(a.offset), window);
  const [m, n] = [rowsOf(window), columnsOf(window)];
  const matrix = like(out.data!, m * n);
  const [c, left, right] = [rowMajor(matrix, n), dense(a), dense(b)];
  return () => {
    product(c, { m, n, k }, left, right);
    fold(out.data!, matrix, window);
  };
}

function random({ out, size, key0, key1, law, p }: RandomCall, step: number): void {
  const x = out.data!;
  for (let i = 0; i < size; i += 2) {
    const words = threefry(key0, key1, i / 2, step);
    for (let j = 0; j < 2 && i + j < size; j++) {
      const uniform = (words[j]! >>> 8) * 2 ** -24;
      x[i + j] = law === 'uniform' ? uniform : uniform < p ? 1 / p : 0;
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
