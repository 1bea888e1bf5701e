/** The seven ways in which a point can be shown to the net, and the square of the plane that the pictures show. */
import type { Feature } from './settings';

/** Pictures show [−6, 6]². */
export const REACH = 6;

export const FEATURE_OF: Record<Feature, (x1: number, x2: number) => number> = {
  x1: (x1) => x1,
  x2: (_, x2) => x2,
  x1sq: (x1) => x1 * x1,
  x2sq: (_, x2) => x2 * x2,
  x1x2: (x1, x2) => x1 * x2,
  sinx1: (x1) => Math.sin(x1),
  sinx2: (_, x2) => Math.sin(x2),
};

/** How the name is written: `x` or `sin x` with a foot and perhaps a power; `x1x2` is two of them. */
export const FEATURE_PARTS: Record<Feature, readonly { sine?: true; foot: string; power?: string }[]> = {
  x1: [{ foot: '1' }],
  x2: [{ foot: '2' }],
  x1sq: [{ foot: '1', power: '2' }],
  x2sq: [{ foot: '2', power: '2' }],
  x1x2: [{ foot: '1' }, { foot: '2' }],
  sinx1: [{ sine: true, foot: '1' }],
  sinx2: [{ sine: true, foot: '2' }],
};

/** The name as it is said. */
export const FEATURE_WORDS: Record<Feature, string> = {
  x1: 'x1',
  x2: 'x2',
  x1sq: 'x1 squared',
  x2sq: 'x2 squared',
  x1x2: 'x1 times x2',
  sinx1: 'sine of x1',
  sinx2: 'sine of x2',
};

/** A feature over the plane, row after row from the top, between −1 and 1 at `size`² places. */
export function featureMap(feature: Feature, size: number): Int8Array {
  const value = FEATURE_OF[feature];
  // Squares and products reach 36: shown by their square root's scale they would all be one colour.
  const scale = feature === 'sinx1' || feature === 'sinx2' ? 1 : feature.length > 2 ? REACH * REACH : REACH;
  const out = new Int8Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let col = 0; col < size; col++) {
      out[row * size + col] = Math.round((127 * value(place(col, size), -place(row, size))) / scale);
    }
  }
  return out;
}

/** The coordinate of the middle of cell `i` of `size`. */
export function place(i: number, size: number): number {
  return ((i + 0.5) / size) * 2 * REACH - REACH;
}
