/** t-SNE: a map of points in which neighbours stay neighbours. Distances between far groups, and their sizes, mean little. */
import type { Points } from '../datasets/dataset';
import { exp, log } from '../math';
import { stream } from '../random';

/** Squared distances between all rows: m×m. */
function distances(x: Float64Array, m: number): Float64Array {
  const n = x.length / m;
  const d = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += (x[i * n + k]! - x[j * n + k]!) ** 2;
      d[i * m + j] = d[j * m + i] = sum;
    }
  }
  return d;
}

/**
 * How near points are to each other, as probabilities: p[j|i] ∝ exp(−β_i·d²_ij), where β_i is found by halving so that the
 * perplexity 2^H(p[·|i]), the number of effective neighbours, is the one asked for; then p_ij = (p[j|i] + p[i|j])/2m.
 *
 * @example
 * affinities({ x: Float64Array.of(0, 1, 5), shape: [3, 1] }, 1.5)
 */
export function affinities(points: Points, perplexity: number): Float64Array {
  const m = points.shape[0]!;
  const d = distances(points.x, m);
  const p = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    const row = d.subarray(i * m, (i + 1) * m);
    const nearest = row.reduce((least, value, j) => (j === i ? least : Math.min(least, value)), Infinity);
    let [beta, low, high, q] = [1, 0, Infinity, row];
    for (let halving = 0; halving < 100; halving++) {
      const weights = row.map((value, j) => (j === i ? 0 : exp(-beta * (value - nearest))));
      const sum = weights.reduce((total, value) => total + value, 0);
      q = weights.map((value) => value / sum);
      const entropy = q.reduce((h, value) => (value > 0 ? h - value * log(value) : h), 0);
      if (Math.abs(entropy - log(perplexity)) < 1e-10) break;
      if (entropy > log(perplexity)) low = beta;
      else high = beta;
      beta = high === Infinity ? 2 * beta : (low + high) / 2;
    }
    q.forEach((value, j) => {
      p[i * m + j]! += value / (2 * m);
      p[j * m + i]! += value / (2 * m);
    });
  }
  return p;
}

/** Nearness on the map y [m, 2] by Student's t, w_ij = 1/(1 + ‖y_i − y_j‖²) with w_ii = 0, and its sum: q_ij = w_ij/sum. */
function nearness(y: Float64Array): { w: Float64Array; sum: number } {
  const m = y.length / 2;
  const w = distances(y, m);
  let sum = 0;
  for (let i = 0; i < w.length; i++) sum += w[i] = i % (m + 1) === 0 ? 0 : 1 / (1 + w[i]!);
  return { w, sum };
}

/**
 * How badly the map y [m, 2] tells the affinities p [m, m]: KL(P‖Q) = Σ p_ij·log(p_ij/q_ij).
 *
 * @example
 * const p = affinities({ x: Float64Array.of(0, 1, 5), shape: [3, 1] }, 1.5);
 * tsneLoss(p, Float64Array.of(0, 0, 1, 0, 5, 0))
 */
export function tsneLoss(p: Float64Array, y: Float64Array): number {
  const { w, sum } = nearness(y);
  return p.reduce((loss, pij, i) => (pij > 0 && w[i]! > 0 ? loss + pij * log((pij * sum) / w[i]!) : loss), 0);
}

/**
 * Gradient of `tsneLoss`, with p times `exaggeration`: every pair pulls as far as p exceeds q, and else pushes.
 *
 *   dC/dy_i = 4·Σ_j (p_ij − q_ij)·w_ij·(y_i − y_j)
 *
 * @example
 * const p = affinities({ x: Float64Array.of(0, 1, 5), shape: [3, 1] }, 1.5);
 * tsneGradient(p, Float64Array.of(0, 0, 1, 0, 5, 0))
 */
export function tsneGradient(p: Float64Array, y: Float64Array, exaggeration = 1): Float64Array {
  const m = y.length / 2;
  const { w, sum } = nearness(y);
  const dy = new Float64Array(y.length);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      const force = 4 * (exaggeration * p[i * m + j]! - w[i * m + j]! / sum) * w[i * m + j]!;
      dy[2 * i]! += force * (y[2 * i]! - y[2 * j]!);
      dy[2 * i + 1]! += force * (y[2 * i + 1]! - y[2 * j + 1]!);
    }
  }
  return dy;
}

/**
 * Exact t-SNE into the plane, a step of gradient descent with momentum at a time, so that a figure can show it settle. During
 * the first quarter of `steps` all p are exaggerated 12-fold, which lets groups find together before they spread.
 *
 * @param options.perplexity neighbours that count (30), below a third of the points
 * @returns `y` [m, 2], moved by each `step()`; `run()` takes all steps that are left and gives back y; `loss()` is KL(P‖Q) now
 * @see van der Maaten, Hinton, Visualizing data using t-SNE (2008); rate m/12: Belkina et al. (2019)
 * @example tsne(blobs({ seed: 'demo', count: 60 }), { seed: 'demo', perplexity: 10, steps: 100 }).run()
 */
export function tsne(
  points: Points,
  options: { seed: string; perplexity?: number; steps?: number; rate?: number },
): { y: Float64Array; step: () => void; run: () => Float64Array; loss: () => number } {
  const m = points.shape[0]!;
  const { seed, perplexity = 30, steps = 500, rate = Math.max(m / 12, 10) } = options;
  const p = affinities(points, perplexity);
  const init = stream(seed, 'tsne/init');
  const y = Float64Array.from({ length: 2 * m }, () => 1e-4 * init.normal());
  const velocity = new Float64Array(2 * m);
  let taken = 0;
  const step = (): void => {
    const early = taken++ < steps / 4;
    const dy = tsneGradient(p, y, early ? 12 : 1);
    for (let i = 0; i < y.length; i++) {
      velocity[i] = (early ? 0.5 : 0.8) * velocity[i]! - rate * dy[i]!;
      y[i]! += velocity[i]!;
    }
  };
  const run = (): Float64Array => {
    while (taken < steps) step();
    return y;
  };
  return { y, step, run, loss: () => tsneLoss(p, y) };
}
