/** Lines through points: least squares with a penalty on the weights, squared (ridge) or absolute (lasso). */
import type { Points } from '../datasets/dataset';
import { centre, gram } from './tables';

type Targets = Points & { readonly y: Float64Array };
interface Line {
  /** One weight per column. */
  readonly w: Float64Array;
  readonly b: number;
}

/** What both fits start from: without the means the intercept drops out, and no penalty falls on it. */
function normal(data: Targets): { mean: Float64Array; meanY: number; n: number; xx: Float64Array; xy: Float64Array } {
  const { mean, centred, n } = centre(data);
  const meanY = data.y.reduce((sum, value) => sum + value, 0) / data.y.length;
  const xy = new Float64Array(n);
  for (let i = 0; i < centred.length; i++) xy[i % n]! += centred[i]! * (data.y[Math.floor(i / n)]! - meanY);
  return { mean, meanY, n, xx: gram(centred, n), xy };
}

const intercept = (w: Float64Array, mean: Float64Array, meanY: number): number =>
  w.reduce((b, value, j) => b - value * mean[j]!, meanY);

/**
 * Solves A·x = b for a symmetric positive definite n×n matrix A by Cholesky's factors: A = L·Lᵀ, then L·z = b, then Lᵀ·x = z.
 *
 * @throws RangeError where A is not positive definite
 * @example
 * solve(Float64Array.of(2, 1, 1, 3), Float64Array.of(3, 5))
 */
export function solve(a: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const l = Float64Array.from(a);
  const x = Float64Array.from(b);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      for (let k = 0; k < j; k++) l[i * n + j]! -= l[i * n + k]! * l[j * n + k]!;
      if (i === j && !(l[j * n + j]! > 1e-13 * a[j * n + j]!)) {
        throw new RangeError(
          `solve: pivot ${j} is ${l[j * n + j]}; the matrix is not positive definite. Did you mean lambda > 0?`,
        );
      }
      l[i * n + j] = i === j ? Math.sqrt(l[j * n + j]!) : l[i * n + j]! / l[j * n + j]!;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= l[i * n + k]! * x[k]!;
    x[i]! /= l[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= l[k * n + i]! * x[k]!;
    x[i]! /= l[i * n + i]!;
  }
  return x;
}

/**
 * Ridge regression: minimises ‖y − X·w − b‖² + λ‖w‖², from the normal equations (X̃ᵀX̃ + λI)·w = X̃ᵀỹ of the centred data.
 * λ = 0 is ordinary least squares.
 *
 * @throws RangeError where λ = 0 and columns depend on each other
 * @see Hoerl, Kennard, Ridge regression (1970)
 * @example ridge(line({ seed: 'demo' }), 0).w
 */
export function ridge(data: Targets, lambda: number): Line {
  const { mean, meanY, n, xx, xy } = normal(data);
  for (let j = 0; j < n; j++) xx[j * n + j]! += lambda;
  const w = solve(xx, xy);
  return { w, b: intercept(w, mean, meanY) };
}

/**
 * Lasso: minimises ‖y − X·w − b‖²/(2m) + λ·Σ|w_j| by coordinate descent. Each weight in turn takes its best value, the others
 * held: what the residual asks for, less λ, and nothing at all where that is not enough. So weights become exactly 0.
 *
 *   w_j ← S(ρ_j, λ)/(x̃_jᵀx̃_j/m),  ρ_j = x̃_jᵀ(ỹ − Σ_{k≠j} x̃_k·w_k)/m,  S(ρ, λ) = sign(ρ)·max(|ρ| − λ, 0)
 *
 * @see Friedman, Hastie, Tibshirani, Regularization paths for generalized linear models via coordinate descent (2010)
 * @example lasso(line({ seed: 'demo' }), 0.1).w
 */
export function lasso(data: Targets, lambda: number): Line {
  const { mean, meanY, n, xx, xy } = normal(data);
  const m = data.y.length;
  const w = new Float64Array(n);
  for (let sweep = 0, change = Infinity; sweep < 10_000 && change > 1e-12; sweep++) {
    change = 0;
    for (let j = 0; j < n; j++) {
      const curvature = xx[j * n + j]! / m;
      let rho = xy[j]! / m + curvature * w[j]!;
      for (let k = 0; k < n; k++) rho -= (xx[j * n + k]! * w[k]!) / m;
      const shrunk = Math.sign(rho) * Math.max(Math.abs(rho) - lambda, 0);
      const next = curvature === 0 ? 0 : shrunk / curvature;
      change = Math.max(change, Math.abs(next - w[j]!));
      w[j] = next;
    }
  }
  return { w, b: intercept(w, mean, meanY) };
}
