/** Matrix products in register tiles of 2×4. */
import type { Floats, Matrix } from '../../backend';

type Sizes = Readonly<Record<'m' | 'n' | 'k', number>>;

/** A matrix as tiles read it: how far away the next tile is, the next row of a tile, and the next number of a row. */
type Panels = Readonly<Record<'offset' | 'tile' | 'row' | 'step', number>> & { readonly data: Floats };

/** Multiplications up to which copying costs more than it saves. */
const SMALL = 2 ** 18;
/** Columns at a time, a multiple of four: their panels stay in the processor's cache while all rows go by. */
const BLOCK = 64;

// Panels are float64 whatever the dtype: V8 has no float32 arithmetic and would convert at each multiplication.
let left = new Float64Array(0);
let right = new Float64Array(0);

/** c = a·b. Each number is one sum over k in rising order, in float64. */
export function product(c: Matrix, { m, n, k }: Sizes, a: Matrix, b: Matrix): void {
  // A tile is wider than high, so a column is made as a row: cᵀ = bᵀ·aᵀ.
  if (n < 3 && m > n) return product(transposed(c), { m: n, n: m, k }, transposed(b), transposed(a));
  if (m * n * k <= SMALL && c.vector.data instanceof Float64Array) {
    return multiply(c, { m, n, k }, inPlace(a, 2), inPlace(transposed(b), 4));
  }
  if (left.length < (m + 1) * k) left = new Float64Array(2 * (m + 1) * k);
  if (right.length < (n + 3) * k) right = new Float64Array(2 * (n + 3) * k);
  const rows = pack(left, 2, a, { rows: m, k });
  const columns = pack(right, 4, transposed(b), { rows: n, k });
  for (let from = 0; from < n; from += BLOCK) {
    const part = { ...c, offset: c.offset + from * c.colStride };
    multiply(part, { m, n: Math.min(BLOCK, n - from), k }, rows, { ...columns, offset: (from / 4) * columns.tile });
  }
}

function transposed({ vector, offset, rowStride, colStride }: Matrix): Matrix {
  return { vector, offset, rowStride: colStride, colStride: rowStride };
}

function inPlace({ vector, offset, rowStride, colStride }: Matrix, height: number): Panels {
  return { data: vector.data!, offset, tile: height * rowStride, row: rowStride, step: colStride };
}

/** Copies a into panels of `height` rows, column by column. */
function pack(panels: Float64Array, height: number, a: Matrix, { rows, k }: { rows: number; k: number }): Panels {
  const { vector, offset, rowStride, colStride } = a;
  const size = height * k;
  for (let i = 0, start = 0; i < rows; i += height, start += size) {
    for (let r = 0; r < height && i + r < rows; r++) {
      let p = offset + (i + r) * rowStride;
      for (let o = start + r; o < start + size; o += height, p += colStride) panels[o] = vector.data![p]!;
    }
  }
  return { data: panels, offset: 0, tile: size, row: 1, step: height };
}

/** c = a·bᵀ, two rows of a and four of b at a time. A tile at the edge makes its last row or column again and again. */
function multiply(c: Matrix, { m, n, k }: Sizes, a: Panels, b: Panels): void {
  const [x, y, z] = [a.data, b.data, c.vector.data!];
  const [stepA, stepB, next, colStride] = [a.step, b.step, b.row, c.colStride];
  for (let i = 0, startA = a.offset; i < m; i += 2, startA += a.tile) {
    const [below, under] = i + 1 < m ? [a.row, c.rowStride] : [0, 0];
    for (let j = 0, startB = b.offset; j < n; j += 4, startB += b.tile) {
      const [j1, j2, j3] = [Math.min(1, n - 1 - j), Math.min(2, n - 1 - j), Math.min(3, n - 1 - j)];
      const [b1, b2, b3] = [j1 * next, j2 * next, j3 * next];
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s03 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s13 = 0;
      for (let t = 0, p = startA, q = startB; t < k; t++, p += stepA, q += stepB) {
        const v = x[p]!;
        const w = x[p + below]!;
        s00 += v * y[q]!;
        s10 += w * y[q]!;
        s01 += v * y[q + b1]!;
        s11 += w * y[q + b1]!;
        s02 += v * y[q + b2]!;
        s12 += w * y[q + b2]!;
        s03 += v * y[q + b3]!;
        s13 += w * y[q + b3]!;
      }
      const top = c.offset + i * c.rowStride + j * colStride;
      z[top + under] = s10;
      z[top + under + j1 * colStride] = s11;
      z[top + under + j2 * colStride] = s12;
      z[top + under + j3 * colStride] = s13;
      z[top] = s00;
      z[top + j1 * colStride] = s01;
      z[top + j2 * colStride] = s02;
      z[top + j3 * colStride] = s03;
    }
  }
}
