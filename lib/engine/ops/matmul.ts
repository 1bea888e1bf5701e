/** Matrix products. */
import { apply } from '../autograd';
import type { Matrix } from '../backend';
import { EngineError } from '../errors';
import { stridesOf } from '../shape';
import { emit, fresh, type Op, type Tensor, view } from '../tensor';

/** A matrix where it stands: rows and columns may lie at any stride. */
function matrixOf(t: Tensor): Matrix {
  const strides = t.strides ?? stridesOf(t.shape);
  return { vector: t.vector, offset: 0, rowStride: strides[0]!, colStride: strides[1]! };
}

/** aᵀ as a view. */
function flipped(t: Tensor): Tensor {
  const strides = t.strides ?? stridesOf(t.shape);
  return view(t, [t.shape[1]!, t.shape[0]!], [strides[1]!, strides[0]!]);
}

function product(a: Tensor, b: Tensor): Tensor {
  const y = fresh([a.shape[0]!, b.shape[1]!], a.backend);
  const [m, k] = a.shape;
  const n = b.shape[1]!;
  emit(y.backend, { kind: 'gemm', out: y.vector, m: m!, n, k: k!, a: matrixOf(a), b: matrixOf(b), steps: [] });
  return y;
}

const MATMUL: Op = {
  name: 'matmul',
  shape([a, b]) {
    if (a!.rank !== 2 || b!.rank !== 2) {
      throw new EngineError(`matmul: ${a!.title} and ${b!.title}; expected two matrices. Use reshape for other ranks`);
    }
    const [m, k] = a!.shape;
    const [l, n] = b!.shape;
    if (k === l) return [m!, n!];
    const name = (t: Tensor, letter: string): string => t.name || letter;
    const wrong = k === n ? name(b!, 'b') : m === l ? name(a!, 'a') : undefined;
    const fix = wrong === undefined ? '' : ` Did you mean ${wrong}.T?`;
    throw new EngineError(`matmul: ${a!.title}, ${b!.title}; inner sizes ${k} and ${l} differ.${fix}`);
  },
  run: (_, [a, b]) => product(a!, b!),
  // dA = dY·Bᵀ, dB = Aᵀ·dY
  gradient: ({ dy, x: [a, b] }, i) => (i === 0 ? product(dy, flipped(b!)) : product(flipped(a!), dy)),
};

/** C = A·B for matrices [m, k] and [k, n]. */
export function matmul(a: Tensor, b: Tensor): Tensor {
  return apply(MATMUL, [a, b]);
}
