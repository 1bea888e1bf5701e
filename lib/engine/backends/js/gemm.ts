/** Matrix products: plain loops for small ones, 4×4 register tiles over packed panels for the rest. */
import type { Floats } from '../../backend';

export interface Dense {
  readonly data: Floats;
  readonly offset: number;
  readonly rowStride: number;
  readonly colStride: number;
}

export interface Sizes {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

const transposed = ({ data, offset, rowStride, colStride }: Dense): Dense => ({
  data,
  offset,
  rowStride: colStride,
  colStride: rowStride,
});

/** c = a·b. Whatever the way, each number is the same sum over k in rising order, in float64. */
export function product(c: Dense, { m, n, k }: Sizes, a: Dense, b: Dense): void {
  if (m * n * k > 2000 && m > 3 && n > 3) tiled(c, { m, n, k }, a, b);
  else if (n < 4 && m > n) plain(transposed(c), { m: n, n: m, k }, transposed(b), transposed(a));
  else plain(c, { m, n, k }, a, b);
}

/** Four columns at a time: four sums that don't wait for each other. */
export function plain(c: Dense, { m, n, k }: Sizes, a: Dense, b: Dense): void {
  const { data: x, colStride: right } = a;
  const { data: w, rowStride: down, colStride: step } = b;
  for (let i = 0; i < m; i++) {
    const start = a.offset + i * a.rowStride;
    const row = c.offset + i * c.rowStride;
    let j = 0;
    for (; j + 3 < n; j += 4) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let l = 0, p = start, q = b.offset + j * step; l < k; l++, p += right, q += down) {
        const v = x[p]!;
        s0 += v * w[q]!;
        s1 += v * w[q + step]!;
        s2 += v * w[q + 2 * step]!;
        s3 += v * w[q + 3 * step]!;
      }
      const at = row + j * c.colStride;
      c.data[at] = s0;
      c.data[at + c.colStride] = s1;
      c.data[at + 2 * c.colStride] = s2;
      c.data[at + 3 * c.colStride] = s3;
    }
    for (; j < n; j++) {
      let sum = 0;
      for (let l = 0, p = start, q = b.offset + j * step; l < k; l++, p += right, q += down) sum += x[p]! * w[q]!;
      c.data[row + j * c.colStride] = sum;
    }
  }
}

// Panels are float64 whatever the dtype: V8 has no float32 arithmetic and would convert at each multiplication.
let left = new Float64Array(0);
let right = new Float64Array(0);
const sums = new Float64Array(16);

/** Four rows of a against all of b, four columns at a time. */
export function tiled(c: Dense, { m, n, k }: Sizes, a: Dense, b: Dense): void {
  const size = 4 * k;
  if (left.length < size) left = new Float64Array(2 * size);
  if (right.length < size * Math.ceil(n / 4)) right = new Float64Array(2 * size * Math.ceil(n / 4));
  for (let j = 0; j < n; j += 4) pack(right.subarray(j * k, j * k + size), { m: n - j, n: k, k: j }, transposed(b));
  for (let i = 0; i < m; i += 4) {
    pack(left, { m: m - i, n: k, k: i }, a);
    const height = Math.min(4, m - i);
    for (let j = 0; j < n; j += 4) {
      tile(k, j * k);
      const width = Math.min(4, n - j);
      for (let y = 0, at = c.offset + i * c.rowStride + j * c.colStride; y < height; y++, at += c.rowStride) {
        for (let x = 0; x < width; x++) c.data[at + x * c.colStride] = sums[4 * y + x]!;
      }
    }
  }
}

/** Rows k … k+3 of a, column by column; rows past the end are zero. */
function pack(panel: Float64Array, { m, n, k }: Sizes, { data, offset, rowStride, colStride }: Dense): void {
  const first = offset + k * rowStride;
  if (m >= 4) {
    for (let p = 0, q = first, o = 0; p < n; p++, q += colStride, o += 4) {
      panel[o] = data[q]!;
      panel[o + 1] = data[q + rowStride]!;
      panel[o + 2] = data[q + 2 * rowStride]!;
      panel[o + 3] = data[q + 3 * rowStride]!;
    }
    return;
  }
  for (let p = 0; p < n; p++) {
    for (let r = 0; r < 4; r++) panel[4 * p + r] = r < m ? data[first + r * rowStride + p * colStride]! : 0;
  }
}

/** sums = left panel · right panel at `q`, 16 sums in registers. */
function tile(k: number, q: number): void {
  const a = left;
  const b = right;
  let [s00, s01, s02, s03] = [0, 0, 0, 0];
  let [s10, s11, s12, s13] = [0, 0, 0, 0];
  let [s20, s21, s22, s23] = [0, 0, 0, 0];
  let [s30, s31, s32, s33] = [0, 0, 0, 0];
  for (let p = 0, end = 4 * k; p < end; p += 4, q += 4) {
    const b0 = b[q]!;
    const b1 = b[q + 1]!;
    const b2 = b[q + 2]!;
    const b3 = b[q + 3]!;
    let v = a[p]!;
    s00 += v * b0;
    s01 += v * b1;
    s02 += v * b2;
    s03 += v * b3;
    v = a[p + 1]!;
    s10 += v * b0;
    s11 += v * b1;
    s12 += v * b2;
    s13 += v * b3;
    v = a[p + 2]!;
    s20 += v * b0;
    s21 += v * b1;
    s22 += v * b2;
    s23 += v * b3;
    v = a[p + 3]!;
    s30 += v * b0;
    s31 += v * b1;
    s32 += v * b2;
    s33 += v * b3;
  }
  const t = sums;
  t[0] = s00;
  t[1] = s01;
  t[2] = s02;
  t[3] = s03;
  t[4] = s10;
  t[5] = s11;
  t[6] = s12;
  t[7] = s13;
  t[8] = s20;
  t[9] = s21;
  t[10] = s22;
  t[11] = s23;
  t[12] = s30;
  t[13] = s31;
  t[14] = s32;
  t[15] = s33;
}
