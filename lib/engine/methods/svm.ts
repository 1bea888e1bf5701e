/** A support vector machine: the line with the widest margin, found by stochastic steps down the hinge loss. */
import type { Points } from '../datasets/dataset';
import { stream } from '../random';

/**
 * Minimises λ/2·‖(w, b)‖² + mean max(0, 1 − t·(w·x + b)), with t = 1 for class 1 and −1 for class 0 (Pegasos): step t moves by
 * 1/(λt) against the sub-gradient of one random sample. What is returned is the mean over the second half of the path, since
 * the last point of it still jumps about.
 *
 * @param options.lambda the larger, the wider the margin and the more points may lie in it (0.01)
 * @returns also `margin`, 1/‖w‖, and `support`, the points on the margin or inside it
 * @see Shalev-Shwartz, Singer, Srebro, Cotter, Pegasos: primal estimated sub-gradient solver for SVM (2011)
 * @example svm(linearBlobs({ seed: 'demo' }), { seed: 'demo' }).w
 */
export function svm(
  data: Points & { readonly y: Float64Array },
  options: { seed: string; lambda?: number; steps?: number },
): { w: Float64Array; b: number; margin: number; support: number[] } {
  const { seed, lambda = 0.01, steps = 20_000 } = options;
  const m = data.y.length;
  const n = data.x.length / m;
  const draws = stream(seed, 'svm/draws');
  // A last column of ones has the bias for its weight.
  const row = (i: number): number[] => [...data.x.subarray(i * n, (i + 1) * n), 1];
  const sides = Array.from(data.y, (label) => (label === 1 ? 1 : -1));
  const rows = sides.map((_, i) => row(i));
  const score = (w: Float64Array, i: number): number =>
    sides[i]! * w.reduce((sum, wj, j) => sum + wj * rows[i]![j]!, 0);

  const w = new Float64Array(n + 1);
  const mean = new Float64Array(n + 1);
  for (let step = 1; step <= steps; step++) {
    const i = draws.below(m);
    const eta = 1 / (lambda * step);
    const inside = score(w, i) < 1;
    for (let j = 0; j <= n; j++) {
      w[j] = (1 - eta * lambda) * w[j]! + (inside ? eta * sides[i]! * rows[i]![j]! : 0);
      if (step > steps / 2) mean[j]! += w[j]! / (steps - Math.floor(steps / 2));
    }
  }
  const support = sides.flatMap((_, i) => (score(mean, i) <= 1 + 1e-3 ? [i] : []));
  const weights = mean.slice(0, n);
  return { w: weights, b: mean[n]!, margin: 1 / Math.sqrt(weights.reduce((sum, wj) => sum + wj * wj, 0)), support };
}
