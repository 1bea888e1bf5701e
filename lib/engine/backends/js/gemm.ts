/** Matrix products in register tiles of 2×4 over packed panels. */
import type { Matrix } from '../../backend';

interface Sizes {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

// Panels are float64 whatever the dtype: V8 has no float32 arithmetic and would convert at each multiplication.
let left = new Float64Array(0);
let right = new Float64Array(0);
const sums = new Float64Array(8);

/** c = a·b. Each number is one sum over k in rising order, in float64. */
export function product(c: Matrix, { m, n, k }: Sizes, a: Matrix, b: Matrix): void {
  // A tile is wider than high, so a column is made as a row: cᵀ = bᵀ·aᵀ.
  if (n < 3 && m > n) return product(transposed(c), { m: n, n: m, k }, transposed(b), transposed(a));
  if (left.length < (m + 1) * k) left = new Float64Array(2 * (m + 1) * k);
  if (right.length < (n + 3) * k) right = new Float64Array(2 * (n + 3) * k);
  pack(left, 2, a, { rows: m, k });
  pack(right, 4, transposed(b), { rows: n, k });
  const out = c.vector.data!;
  for (let i = 0; i < m; i += 2) {
    for (let j = 0; j < n; j += 4) {
      tile(k, i * k, j * k);
      for (let y = 0; y < 2 && i + y < m; y++) {
        const at = c.offset + (i + y) * c.rowStride + j * c.colStride;
        for (let x = 0; x < 4 && j + x < n; x++) out[at + x * c.colStride] = sums[4 * y + x]!;
      }
    }
  }
}

function transposed({ vector, offset, rowStride, colStride }: Matrix): Matrix {
  return { vector, offset, rowStride: colStride, colStride: rowStride };
}

/** Copies a into panels of `height` rows, column by column. What is missing in the last panel is never stored. */
function pack(panels: Float64Array, height: number, a: Matrix, { rows, k }: { rows: number; k: number }): void {
  const x = a.vector.data!;
  const { offset, rowStride, colStride } = a;
  const size = height * k;
  for (let i = 0, start = 0; i < rows; i += height, start += size) {
    for (let r = 0; r < height && i + r < rows; r++) {
      let p = offset + (i + r) * rowStride;
      for (let o = start + r; o < start + size; o += height, p += colStride) panels[o] = x[p]!;
    }
  }
}

/** sums = 2 rows of the left panel at `p` · 4 columns of the right one at `q`. */
function tile(k: number, p: number, q: number): void {
  const a = left;
  const b = right;
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  for (const end = p + 2 * k; p < end; p += 2, q += 4) {
    const v = a[p]!;
    const w = a[p + 1]!;
    s00 += v * b[q]!;
    s10 += w * b[q]!;
    s01 += v * b[q + 1]!;
    s11 += w * b[q + 1]!;
    s02 += v * b[q + 2]!;
    s12 += w * b[q + 2]!;
    s03 += v * b[q + 3]!;
    s13 += w * b[q + 3]!;
  }
  sums[0] = s00;
  sums[1] = s01;
  sums[2] = s02;
  sums[3] = s03;
  sums[4] = s10;
  sums[5] = s11;
  sums[6] = s12;
  sums[7] = s13;
}
