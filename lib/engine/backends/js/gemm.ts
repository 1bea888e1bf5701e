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
  if (left.length < 2 * k) left = new Float64Array(4 * k);
  if (right.length < (n + 3) * k) right = new Float64Array(2 * (n + 3) * k);
  const out = c.vector.data!;
  const columns = transposed(b);
  for (let j = 0; j < n; j += 4) pack(right.subarray(j * k), columns, 4, { start: j, end: n, k });
  for (let i = 0; i < m; i += 2) {
    pack(left, a, 2, { start: i, end: m, k });
    for (let j = 0; j < n; j += 4) {
      tile(k, j * k);
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

/** `height` rows of a from `start` on, column by column; rows past the end are zero. */
function pack(panel: Float64Array, a: Matrix, height: number, part: { start: number; end: number; k: number }): void {
  const x = a.vector.data!;
  const { colStride } = a;
  const size = height * part.k;
  for (let r = 0; r < height; r++) {
    const row = part.start + r;
    if (row >= part.end) for (let o = r; o < size; o += height) panel[o] = 0;
    else for (let o = r, p = a.offset + row * a.rowStride; o < size; o += height, p += colStride) panel[o] = x[p]!;
  }
}

/** sums = 2 rows of the left panel · 4 columns of the right one, which starts at `q`. */
function tile(k: number, q: number): void {
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
  for (let p = 0, end = 2 * k; p < end; p += 2, q += 4) {
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
