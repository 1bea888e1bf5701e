/** Digits of 16 × 16 pixels, written with a wobbly pen: no two alike, none downloaded. */
import { cosTurns, sinTurns } from '../math';
import type { Stream } from '../random';
import { type Dataset, draw, type DrawOptions } from './dataset';

const SIDE = 16;

/**
 * For each digit the ways people write it, in hundredths of the square, y downwards. A stroke is the points of its corners, or
 * `o cx cy rx ry from to`: part of an ellipse, from one angle to another in hundredths of a turn, 0 right, 25 below, 50 left.
 */
const HANDS: readonly (readonly string[])[] = [
  ['o 50 50 26 37 0 100', 'o 50 50 19 37 0 100'],
  ['50 12 50 88', '34 30 52 12 52 88', '36 28 52 12 52 88, 34 88 70 88'],
  ['o 50 34 23 22 52 110, 69 47 26 88 76 88', 'o 48 31 20 19 55 120, 54 49 28 86 74 82'],
  ['o 47 31 22 19 58 125, o 47 69 25 19 75 142', '28 13 71 13 46 45, o 46 67 25 22 75 142'],
  ['34 12 26 56 76 56, 64 32 64 88', '62 88 62 12 24 62 78 62'],
  ['70 13 34 13 31 46, o 47 65 25 23 65 142', '70 15 40 13 36 48 56 46, o 50 67 22 21 80 140'],
  ['o 50 67 22 21 0 100, o 68 66 40 54 50 74', 'o 50 66 23 22 0 100, 62 12 29 60'],
  ['26 13 74 13 42 88', '26 13 74 13 42 88, 36 50 70 50'],
  ['o 50 31 20 19 0 100, o 50 69 24 19 0 100', 'o 50 32 17 20 0 100, o 50 70 18 18 0 100'],
  ['o 50 34 22 21 0 100, o 32 36 40 52 0 23', 'o 50 34 23 22 0 100, 72 36 64 88'],
];

/** Points x₁, y₁, x₂, y₂, … of each stroke of a hand, in the unit square; sixteen pieces to a whole ellipse. */
function parse(hand: string): number[][] {
  return hand.split(', ').map((stroke) => {
    const numbers = stroke
      .replace('o ', '')
      .split(' ')
      .map((hundredths) => Number(hundredths) / 100);
    if (!stroke.startsWith('o')) return numbers;
    const [cx = 0, cy = 0, rx = 0, ry = 0, from = 0, to = 0] = numbers;
    const pieces = Math.ceil(16 * (to - from));
    const angles = Array.from({ length: pieces + 1 }, (_, i) => from + ((to - from) * i) / pieces);
    return angles.flatMap((angle) => [cx + rx * cosTurns(angle), cy + ry * sinTurns(angle)]);
  });
}

/** The strokes of one written digit: wobbled, turned, scaled, sheared and moved, each by an amount that grows with `distortion`. */
function write(s: Stream, strokes: readonly number[][], distortion: number): number[][] {
  const [phaseX, phaseY] = [s.uniform(), s.uniform()];
  const turn = (0.15 * distortion * s.normal()) / (2 * Math.PI);
  const [scaleX, scaleY] = [1 + 0.12 * distortion * s.normal(), 1 + 0.12 * distortion * s.normal()];
  const shear = 0.15 * distortion * s.normal();
  const [moveX, moveY] = [0.042 * distortion * s.normal(), 0.042 * distortion * s.normal()];
  return strokes.map((stroke) => {
    const moved: number[] = [];
    for (let i = 0; i < stroke.length; i += 2) {
      const [x, y] = [stroke[i]!, stroke[i + 1]!];
      const wobbledX = scaleX * (x - 0.5 + 0.03 * distortion * sinTurns(phaseX + y));
      const wobbledY = scaleY * (y - 0.5 + 0.03 * distortion * sinTurns(phaseY + x));
      const slanted = wobbledX + shear * wobbledY;
      moved.push(0.5 + moveX + cosTurns(turn) * slanted - sinTurns(turn) * wobbledY);
      moved.push(0.5 + moveY + sinTurns(turn) * slanted + cosTurns(turn) * wobbledY);
    }
    return moved;
  });
}

/** Distance of (x, y) from the nearest stroke: the foot of the perpendicular, kept on the segment. */
function distance(x: number, y: number, strokes: readonly number[][]): number {
  let least = Infinity;
  for (const p of strokes) {
    for (let i = 0; i + 3 < p.length; i += 2) {
      const [ax, ay, dx, dy] = [p[i]!, p[i + 1]!, p[i + 2]! - p[i]!, p[i + 3]! - p[i + 1]!];
      const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
      least = Math.min(least, (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2);
    }
  }
  return Math.sqrt(least);
}

/**
 * Handwritten digits, made up: two or three ways to write each, distorted, drawn with a pen of random width, and noise.
 * x is [count, 16, 16, 1] with ink 1 and paper 0, in steps of 1/255; y is the digit.
 *
 * @param options.distortion how wild the hand is: 1 (default) as in the exercises, 1.6 for the leaderboard. Noise grows with it too
 * @param options.ink whether pixels are only 0 or 1, cut at one half
 * @example digits({ seed: 'demo', count: 10 }).y
 */
export function digits(options: DrawOptions & { readonly distortion?: number; readonly ink?: boolean }): Dataset {
  const { distortion = 1, noise = 0.08 * distortion, ink = false } = options;
  const sample = (s: Stream, label: number): { x: number[] } => {
    const hands = HANDS[label]!;
    const strokes = write(s, parse(hands[s.below(hands.length)]!), distortion);
    const halfWidth = 0.055 + 0.02 * s.uniform();
    const x: number[] = [];
    for (let i = 0; i < SIDE * SIDE; i++) {
      const d = distance(((i % SIDE) + 0.5) / SIDE, (Math.floor(i / SIDE) + 0.5) / SIDE, strokes);
      // A soft edge, about a pixel wide.
      const clean = Math.min(1, Math.max(0, (halfWidth - d) / 0.04 + 0.5));
      const value = Math.min(1, Math.max(0, clean + noise * s.normal()));
      x.push(ink ? Math.floor(value + 0.5) : value);
    }
    return { x };
  };
  return draw({ name: 'digits@1', count: 2000, shape: [SIDE, SIDE, 1], classes: 10, unit: 255, sample }, options);
}
