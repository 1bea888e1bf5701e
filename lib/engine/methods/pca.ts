/** Principal components: the directions in which points vary most. */
import type { Points } from '../datasets/dataset';
import { type Stream, stream } from '../random';
import { centre, dot, gram } from './tables';

/**
 * The direction v of norm 1 that a symmetric matrix C stretches most, among those at right angles to `found`, by power iteration:
 * v ← C·v, freed of what lies along `found`, over its norm. The stretch is the eigenvalue. Slow where two are nearly alike.
 *
 * @see Golub, Van Loan, Matrix computations (2013), §8.2
 */
function stretched(
  c: Float64Array,
  found: readonly Float64Array[],
  start: Stream,
): { v: Float64Array; lambda: number } {
  const n = Math.sqrt(c.length);
  let v = Float64Array.from({ length: n }, () => start.normal());
  const trace = c.reduce((sum, value, i) => (i % (n + 1) === 0 ? sum + value : sum), 0);
  let lambda = 0;
  for (let step = 0, change = 1; step < 5000 && change > 1e-13; step++) {
    const next = step === 0 ? v.slice() : v.map((_, i) => dot(c.subarray(i * n, (i + 1) * n), v));
    for (const f of found) {
      const along = dot(f, next);
      next.forEach((_, i) => (next[i]! -= along * f[i]!));
    }
    lambda = Math.sqrt(dot(next, next));
    // What is left is rounding, and points anywhere.
    if (step > 0 && lambda < 1e-14 * trace) break;
    change = next.reduce((most, value, i) => Math.max(most, Math.abs(value / lambda - v[i]!)), 0);
    v = next.map((value) => value / lambda);
  }
  return { v, lambda };
}

/**
 * The k directions of largest variance of m points in n dimensions: the eigenvectors of their covariance.
 *
 *   C = X̃ᵀX̃ / (m − 1) with X̃ = X − mean;  C·v = λ·v;  projected[i, j] = x̃ᵢ · v_j
 *
 * The sign of a direction is free; here its largest coordinate is positive.
 *
 * @returns `components` (k vectors of length n and norm 1), `variances` (k, falling), `projected` [m, k], `mean` [n]
 * @see Jolliffe, Principal component analysis (2002), §1.1
 * @example pca(cloud({ seed: 'demo' }), 2).variances
 */
export function pca(
  points: Points,
  k: number,
): { components: Float64Array[]; variances: Float64Array; projected: Float64Array; mean: Float64Array } {
  const { mean, centred, n } = centre(points);
  const m = points.shape[0]!;
  const covariance = gram(centred, n).map((value) => value / (m - 1));
  const start = stream('pca', 'start');
  const components: Float64Array[] = [];
  const variances = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    const { v, lambda } = stretched(covariance, components, start);
    const largest = v.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    components.push(largest < 0 ? v.map((value) => -value) : v);
    variances[j] = lambda;
  }
  const row = (i: number): Float64Array => centred.subarray(i * n, (i + 1) * n);
  const projected = Float64Array.from({ length: m * k }, (_, i) => dot(components[i % k]!, row(Math.floor(i / k))));
  return { components, variances, projected, mean };
}
