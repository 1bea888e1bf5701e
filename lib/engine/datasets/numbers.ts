/** Points with numbers to predict: a line, two surfaces, and shapes in space to flatten. */
import { cosTurns, exp, sinTurns } from '../math';
import type { Stream } from '../random';
import { type Dataset, draw, type DrawOptions } from './dataset';

/**
 * y = 2x + 1 + ε with x uniform in [−3, 3] and ε of deviation `noise` (0.3); `outliers` (0) of the targets are 10 too high.
 *
 * @example line({ seed: 'demo', count: 4 }).y
 */
export function line(options: DrawOptions & { readonly outliers?: number }): Dataset {
  const { noise = 0.3 } = options;
  let outliers = options.outliers ?? 0;
  const sample = (s: Stream): { x: number[]; y: number[] } => {
    const x = 6 * s.uniform() - 3;
    return { x: [x], y: [2 * x + 1 + noise * s.normal() + (outliers-- > 0 ? 10 : 0)] };
  };
  return draw({ name: 'line@1', count: 50, shape: [1], classes: 0, sample }, options);
}

/** Summits (+1) and hollows (−1) of the hills. */
const HILLS = [
  [-4, 2.5, 1],
  [0, 2.5, -1],
  [4, 2.5, 1],
  [-4, -2.5, -1],
  [0, -2.5, 1],
  [4, -2.5, -1],
] as const;

/**
 * Heights over [−6, 6]²: `slope` is y = (x₁ + x₂)/10; `hills` are six bumps exp(−d²/2), up and down in turns. `noise` (0) is added.
 *
 * @see TensorFlow Playground, dataset.ts, whose bumps are cones
 * @example surface({ seed: 'demo', kind: 'hills', count: 4 }).y
 */
export function surface(options: DrawOptions & { readonly kind: 'slope' | 'hills' }): Dataset {
  const { noise = 0, kind } = options;
  const hill = (x1: number, x2: number): number =>
    HILLS.reduce((sum, [c1, c2, up]) => sum + up * exp(-((x1 - c1) ** 2 + (x2 - c2) ** 2) / 2), 0);
  const sample = (s: Stream): { x: number[]; y: number[] } => {
    const x1 = 12 * s.uniform() - 6;
    const x2 = 12 * s.uniform() - 6;
    return { x: [x1, x2], y: [(kind === 'slope' ? (x1 + x2) / 10 : hill(x1, x2)) + noise * s.normal()] };
  };
  return draw({ name: `${kind}@1`, count: 400, shape: [2], classes: 0, sample }, options);
}

/**
 * A sheet rolled up in space: [t·cos t, h, t·sin t] with t from 1.5π to 4.5π, h from 0 to 21; y = t. PCA cannot unroll it.
 *
 * @see Tenenbaum, de Silva, Langford, A global geometric framework for nonlinear dimensionality reduction (2000)
 * @example swissRoll({ seed: 'demo', count: 2 }).x
 */
export function swissRoll(options: DrawOptions): Dataset {
  const { noise = 0 } = options;
  const sample = (s: Stream, _label: number, even: number): { x: number[]; y: number[] } => {
    const turns = 0.75 + 1.5 * even;
    const t = 2 * Math.PI * turns;
    const x = [t * cosTurns(turns), 21 * s.uniform(), t * sinTurns(turns)];
    return { x: x.map((value) => value + noise * s.normal()), y: [t] };
  };
  return draw({ name: 'swiss-roll@1', count: 500, shape: [3], classes: 0, sample }, options);
}

/**
 * A flat Gaussian cloud in space: deviations 3, 1.5 and 0.4 along three directions at right angles, none along an axis. y is the
 * place along the longest.
 *
 * @example cloud({ seed: 'demo', count: 2 }).x
 */
export function cloud(options: DrawOptions): Dataset {
  const sample = (s: Stream): { x: number[]; y: number[] } => {
    const [a, b, c] = [3 * s.normal(), 1.5 * s.normal(), 0.4 * s.normal()] as const;
    return { x: [(2 * a - 2 * b + c) / 3, (2 * a + b - 2 * c) / 3, (a + 2 * b + 2 * c) / 3], y: [a] };
  };
  return draw({ name: 'cloud@1', count: 500, shape: [3], classes: 0, sample }, options);
}
