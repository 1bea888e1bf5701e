/** What several methods do with a table of numbers, points in rows. */
import type { Points } from '../datasets/dataset';

/** Means of the columns of an m×n table, and the table without them. */
export function centre({ x, shape: [m = 0] }: Points): { mean: Float64Array; centred: Float64Array; n: number } {
  const n = x.length / m;
  const mean = new Float64Array(n);
  for (let i = 0; i < x.length; i++) mean[i % n]! += x[i]! / m;
  return { mean, centred: x.map((value, i) => value - mean[i % n]!), n };
}

/** Σ aᵢ·bᵢ in rising order. */
export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/** XᵀX of an m×n table: n×n. */
export function gram(x: Float64Array, n: number): Float64Array {
  const c = new Float64Array(n * n);
  for (let row = 0; row < x.length; row += n) {
    for (let i = 0; i < n; i++) {
      const xi = x[row + i]!;
      if (xi !== 0) for (let j = 0; j < n; j++) c[i * n + j]! += xi * x[row + j]!;
    }
  }
  return c;
}
