/** Matrix products. */
import { apply } from '../autograd';
import type { Matrix } from '../backend';
import { EngineError } from '../errors';
import { emit, fresh, type Op, type Tensor } from '../tensor';

/** A matrix where it stands, or its transpose: rows and columns may lie at any stride. */
function matrixOf(t: Tensor, flipped: boolean): Matrix {
  const row = t.strides ? t.strides[0]! : t.shape[1]!;
  const column = t.strides ? t.strides[1]! : 1;
  return { vector: t.vector, offset: 0, rowStride: flipped ? column : row, colStride: flipped ? row : column };
}

/** a·b, with the one transposed that `flip` names. */
function product(a: Tensor, b: Tensor, flip?: 'a' | 'b'): Tensor {
  const m = a.shape[flip === 'a' ? 1 : 0]!;
  const k = a.shape[flip === 'a' ? 0 : 1]!;
  const n = b.shape[flip === 'b' ? 0 : 1]!;
  const y = fresh([m, n], a.backend);
  const left = matrixOf(a, flip === 'a');
  const right = matrixOf(b, flip === 'b');
  emit(y.backend, { kind: 'gemm', out: y.vector, m, n, k, a: left, b: right, steps: [] });
  return y;
}

const MATMUL: Op = {
  name: 'matmul',
  shape(x) {
    // Hot code reads by index: taking arrays apart costs an iterator.
    const a = x[0]!;
    const b = x[1]!;
    if (a.rank !== 2 || b.rank !== 2) {
      throw new EngineError(`matmul: ${a.title} and ${b.title}; expected two matrices. Use reshape for other ranks`);
    }
    const m = a.shape[0]!;
    const k = a.shape[1]!;
    const l = b.shape[0]!;
    const n = b.shape[1]!;
    if (k === l) return [m, n];
    const name = (t: Tensor, letter: string): string => t.name || letter;
    const wrong = k === n ? name(b, 'b') : m === l ? name(a, 'a') : undefined;
    const fix = wrong === undefined ? '' : ` Did you mean ${wrong}.T?`;
    throw new EngineError(`matmul: ${a.title}, ${b.title}; inner sizes ${k} and ${l} differ.${fix}`);
  },
  run: (_, x) => product(x[0]!, x[1]!),
  // dA = dY·Bᵀ, dB = Aᵀ·dY
  gradient: ({ dy, x }, i) => (i === 0 ? product(dy, x[1]!, 'b') : product(x[0]!, dy, 'a')),
};

/** C = A·B for matrices [m, k] and [k, n]. */
export function matmul(a: Tensor, b: Tensor): Tensor {
  return apply(MATMUL, [a, b]);
}
