/** Kernel calls carried out: at once, or made ready to be carried out many times. */
import type { Call, CopyCall, GemmCall, MapStep, Matrix, Plain, RandomCall, ReduceCall, Vector } from '../../backend';
import { threefry } from '../../random';
import { chain, follow, following, like } from './elementwise';
import { product } from './gemm';
import { gather, reduce, scatterAdd } from './rows';

/** Does what `call` says, on vectors whose numbers can be read at once. */
export function run(call: Call, step: number): void {
  // The most frequent ones without a closure.
  if (call.kind === 'map') return follow(chain(call.out.data!, call.size, call.first, call.steps));
  if (call.kind === 'reduce' && call.steps.length === 0) return reduce(call, call.in.data!, call.offset);
  if (call.kind === 'gemm' && call.steps.length === 0 && !('image' in call.a))
    return product(resultOf(call), call, call.a, call.b);
  bind(call)(step);
}

/** The same to be done many times, on vectors that stay where they are: a closure, with arrays and loops chosen beforehand. */
export function bind(call: Call): (step: number) => void {
  if ('plain' in call) {
    const first = (call.plain as Plain<Call>)(call);
    return 'steps' in call ? followed(first, call.out, call.steps) : first;
  }
  switch (call.kind) {
    case 'map':
      return following(chain(call.out.data!, call.size, call.first, call.steps));
    case 'reduce':
      return bindReduce(call);
    case 'gemm':
      return bindGemm(call);
    case 'gather':
      return () => gather(call);
    case 'scatter-add':
      return () => scatterAdd(call);
    case 'random':
      return (step) => random(call, step);
    case 'copy':
      return () => copy(call, 0, call.from.offset, call.to.offset);
    case 'fill':
      return () => call.out.data!.fill(call.value);
  }
}

/** `first`, then the steps in place on what it wrote. */
function followed(first: () => void, out: Vector, steps: readonly MapStep[]): () => void {
  if (steps.length === 0) return first;
  const rest = following(chain(out.data!, out.size, { vector: out, offset: 0, every: 1, period: out.size }, steps));
  return () => {
    first();
    rest();
  };
}

function bindReduce(call: ReduceCall): () => void {
  const x = call.in.data!;
  if (call.steps.length === 0) return () => reduce(call, x, call.offset);
  const size = call.outer * call.axis * call.inner;
  const values = like(x, size);
  const steps = chain(values, size, { vector: call.in, offset: call.offset, every: 1, period: size }, call.steps);
  return () => {
    follow(steps);
    reduce(call, values, 0);
  };
}

const resultOf = ({ out, n }: GemmCall): Matrix => ({ vector: out, offset: 0, rowStride: n, colStride: 1 });

function bindGemm(call: GemmCall): () => void {
  const { a, b, out, steps } = call;
  const c = resultOf(call);
  if (!('image' in a)) return followed(() => product(c, call, a, b), out, steps);
  const { m, k } = call;
  const data = like(out.data!, m * k);
  const [rowStride, colStride] = a.transposed ? [1, m] : [k, 1];
  const multiply = (): void => {
    a.unfold(data, a.image.data!, a.window);
    product(c, call, { vector: { size: data.length, data }, offset: 0, rowStride, colStride }, b);
  };
  return followed(multiply, out, steps);
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
