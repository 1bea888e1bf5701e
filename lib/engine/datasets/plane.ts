/** Points of the plane in classes: what a line can part, and what it cannot. */
import { cosTurns, sinTurns } from '../math';
import type { Stream } from '../random';
import { type Dataset, draw, type DrawOptions } from './dataset';

type Point = readonly [number, number];

/** Draws a set of points: `place` says where, and each coordinate gets Gaussian noise of deviation `noise`. */
function points(
  name: string,
  options: DrawOptions & { readonly noise: number; readonly classes?: number },
  place: (label: number, even: number, s: Stream) => Point,
): Dataset {
  const { noise, classes = 2 } = options;
  const sample = (s: Stream, label: number, even: number): { x: Point } => {
    const [x1, x2] = place(label, even, s);
    return { x: [x1 + noise * s.normal(), x2 + noise * s.normal()] };
  };
  return draw({ name, count: 400, shape: [2], classes, sample }, options);
}

const onCircle = (radius: number, turns: number): Point => [radius * cosTurns(turns), radius * sinTurns(turns)];

/**
 * Two Gaussians at ∓(2, 2), `noise` their standard deviation (0.5): class 1 is the upper right one.
 *
 * @returns also `margin`, the least distance of a point from the line x₁ + x₂ = 0, negative on the wrong side; above 0, that line parts the classes
 * @example linearBlobs({ seed: 'demo' }).margin
 */
export function linearBlobs(options: DrawOptions): Dataset & { readonly margin: number } {
  const set = points('linear-blobs@1', { noise: 0.5, ...options }, (label) => (label === 1 ? [2, 2] : [-2, -2]));
  let margin = Infinity;
  for (let i = 0; i < set.y.length; i++) {
    const distance = (set.x[2 * i]! + set.x[2 * i + 1]!) / Math.SQRT2;
    margin = Math.min(margin, set.y[i] === 1 ? distance : -distance);
  }
  return { ...set, margin };
}

/**
 * `classes` Gaussians (3) with their centres on a circle of radius 3: for softmax.
 *
 * @example blobs({ seed: 'demo', classes: 4, count: 8 }).y
 */
export function blobs(options: DrawOptions & { readonly classes?: number }): Dataset {
  const { classes = 3 } = options;
  return points('blobs@1', { noise: 0.7, ...options, classes }, (label) => onCircle(3, label / classes));
}

/**
 * Uniform in [−5, 5]² but for a gap of ±0.3 along the axes; class 1 where the signs of x₁ and x₂ differ.
 *
 * @example xor({ seed: 'demo', count: 4 }).x
 */
export function xor(options: DrawOptions): Dataset {
  return points('xor@1', { noise: 0, ...options }, (label, _even, s) => {
    const sign = s.uniform() < 0.5 ? -1 : 1;
    const x1 = 0.3 + 4.7 * s.uniform();
    const x2 = 0.3 + 4.7 * s.uniform();
    return [sign * x1, label === 1 ? -sign * x2 : sign * x2];
  });
}

/**
 * The four corners of the exclusive or, in the order of its truth table.
 *
 * @example xorCorners().y
 */
export function xorCorners(): Dataset {
  const x = Float64Array.of(0, 0, 0, 1, 1, 0, 1, 1);
  const y = Float64Array.of(0, 1, 1, 0);
  return { name: 'xor-corners@1', x, shape: [4, 2], y, targetShape: [4], classes: 2 };
}

/**
 * A disc of radius 3; class 1 where 1 ≤ ‖x‖ ≤ 2. One unit on x₁² + x₂² is not enough: a ring has two edges.
 *
 * @example ring({ seed: 'demo', count: 4 }).x
 */
export function ring(options: DrawOptions): Dataset {
  return points('ring@1', { noise: 0, ...options }, (label, _even, s) => {
    // Uniform over the area: the square of the radius is uniform, over [1, 4] in class 1, over [0, 1) and (4, 9] in class 0.
    const u = s.uniform();
    const inside = 6 * u < 1;
    const square = label === 1 ? 1 + 3 * u : inside ? 6 * u : 6 * u + 3;
    return onCircle(Math.sqrt(square), s.uniform());
  });
}

/** Centres of the modes of `threeModes`. */
const MODES: readonly Point[] = [
  [-2.5, -1.5],
  [2.5, -2],
  [0.5, 2.5],
];

/**
 * Class 1: three Gaussians of deviation `noise` (0.4); class 0: all about them in [−5, 5]², by 1.5 or more from the centres.
 *
 * @example threeModes({ seed: 'demo', count: 4 }).x
 */
export function threeModes(options: DrawOptions): Dataset {
  const { noise = 0.4 } = options;
  return points('three-modes@1', { ...options, noise: 0 }, (label, _even, s) => {
    if (label === 1) {
      const [x1, x2] = MODES[s.below(MODES.length)]!;
      return [x1 + noise * s.normal(), x2 + noise * s.normal()];
    }
    for (;;) {
      const [x1, x2] = [10 * s.uniform() - 5, 10 * s.uniform() - 5];
      if (MODES.every(([m1, m2]) => (x1 - m1) ** 2 + (x2 - m2) ** 2 > 1.5 ** 2)) return [x1, x2];
    }
  });
}

/**
 * Two circles about the origin: class 0 has radius 1, class 1 radius 0.4.
 *
 * @see scikit-learn, make_circles
 * @example circles({ seed: 'demo', count: 4 }).x
 */
export function circles(options: DrawOptions): Dataset {
  return points('circles@1', { noise: 0.05, ...options }, (label, even) => onCircle(label === 1 ? 0.4 : 1, even));
}

/**
 * Two half circles, each reaching into the other: class 0 the upper one, class 1 turned by half and moved by (1, 0.5).
 *
 * @see scikit-learn, make_moons
 * @example moons({ seed: 'demo', count: 4 }).x
 */
export function moons(options: DrawOptions): Dataset {
  return points('moons@1', { noise: 0.1, ...options }, (label, even) => {
    const [x1, x2] = onCircle(1, even / 2);
    return label === 1 ? [1 - x1, 0.5 - x2] : [x1, x2];
  });
}

/**
 * Two arms of 1¾ turns: r = 5u at turn 1¾·u, the other half a turn ahead, plus uniform noise of ±`noise` (0.25); then scaled
 * from radius 5 to `radius` (5).
 *
 * @see TensorFlow Playground, dataset.ts
 * @example spiral({ seed: 'demo', radius: 3, count: 4 }).x
 */
export function spiral(options: DrawOptions & { readonly radius?: number }): Dataset {
  const { noise = 0.25, radius = 5 } = options;
  return points('spiral@1', { ...options, noise: 0 }, (label, even, s) => {
    const [x2, x1] = onCircle(5 * even, 1.75 * even + label / 2);
    const jitter = (): number => noise * (2 * s.uniform() - 1);
    return [((x1 + jitter()) * radius) / 5, ((x2 + jitter()) * radius) / 5];
  });
}

/**
 * What a generator in the plane is to imitate: `ring`, eight narrow Gaussians (class = which one, to count those it has found),
 * a `segment` from (−2, −1) to (2, 1), or `moons`.
 *
 * @see Metz, Poole, Pfau, Sohl-Dickstein, Unrolled generative adversarial networks (2017), §3.1
 * @example ganTarget({ seed: 'demo', kind: 'ring', count: 8 }).y
 */
export function ganTarget(options: DrawOptions & { readonly kind: 'ring' | 'segment' | 'moons' }): Dataset {
  const narrow = { noise: 0.05, ...options };
  if (options.kind === 'ring') return blobs({ ...narrow, classes: 8 });
  if (options.kind === 'moons') return moons(narrow);
  return points('segment@1', { ...narrow, classes: 1 }, (_label, even) => [4 * even - 2, 2 * even - 1]);
}
