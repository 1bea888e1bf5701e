/** Colour pictures of shapes, which a small convolution learns and a dense layer does not, and plain pictures to try kernels on. */
import { cosTurns, sinTurns } from '../math';
import type { Stream } from '../random';
import { type Dataset, draw, type DrawOptions } from './dataset';

const SIDE = 32;

/** Signed distances from the edge of a shape that fits the unit circle: negative inside. */
const SHAPES = {
  disc: (x: number, y: number) => Math.sqrt(x * x + y * y) - 1,
  square: (x: number, y: number) => Math.max(Math.abs(x), Math.abs(y)) - Math.SQRT1_2,
  triangle: (x: number, y: number) => Math.max(y, (Math.sqrt(3) * Math.abs(x) - y) / 2) - 0.5,
  ring: (x: number, y: number) => Math.abs(Math.sqrt(x * x + y * y) - 0.75) - 0.25,
  cross: (x: number, y: number) => {
    const [long, short] = [Math.max(Math.abs(x), Math.abs(y)), Math.min(Math.abs(x), Math.abs(y))];
    return Math.max(long - 0.95, short - 0.3);
  },
};

const clip = (value: number): number => Math.min(1, Math.max(0, value));

/** Two colours whose channels differ by 0.9 or more in sum. */
function twoColours(s: Stream): [number[], number[]] {
  for (;;) {
    const [a, b] = [0, 1].map(() => [s.uniform(), s.uniform(), s.uniform()]) as [number[], number[]];
    if (a.reduce((sum, value, c) => sum + Math.abs(value - b[c]!), 0) >= 0.9) return [a, b];
  }
}

/**
 * Shapes in colour: class 2k is shape k in one colour, class 2k + 1 the same with stripes. Place, size, angle, both colours and
 * the slope of the background are random. x is [count, 32, 32, 3] in steps of 1/255.
 *
 * @returns also `labels`, the names of the ten classes
 * @example colourShapes({ seed: 'demo', count: 10 }).labels
 */
export function colourShapes(options: DrawOptions): Dataset & { readonly labels: readonly string[] } {
  const { noise = 0.05 } = options;
  const kinds = Object.values(SHAPES);
  const sample = (s: Stream, label: number): { x: number[] } => {
    const shape = kinds[label >> 1]!;
    const [cx, cy, radius] = [11 + 10 * s.uniform(), 11 + 10 * s.uniform(), 6 + 5 * s.uniform()];
    const [turn, slopeTurn, slope] = [s.uniform(), s.uniform(), (0.3 * s.uniform()) / SIDE];
    const [cos, sin] = [cosTurns(turn) / radius, sinTurns(turn) / radius];
    const [slopeX, slopeY] = [slope * cosTurns(slopeTurn), slope * sinTurns(slopeTurn)];
    const [front, back] = twoColours(s);
    const x: number[] = [];
    for (let i = 0; i < SIDE * SIDE; i++) {
      const [px, py] = [(i % SIDE) + 0.5 - cx, Math.floor(i / SIDE) + 0.5 - cy];
      const along = cos * px + sin * py;
      const across = cos * py - sin * px;
      // Soft edges, about a pixel wide; stripes of two pixels.
      const inside = clip(0.5 - radius * shape(along, across));
      const stripe = label % 2 === 1 ? clip(0.5 + 1.3 * sinTurns((along * radius) / 4)) : 1;
      const shade = slopeX * px + slopeY * py;
      for (let c = 0; c < 3; c++) {
        const ground = back[c]! + shade;
        x.push(clip(ground + (front[c]! - ground) * inside * stripe + noise * s.normal()));
      }
    }
    return { x };
  };
  const labels = Object.keys(SHAPES).flatMap((name) => [`plain ${name}`, `striped ${name}`]);
  const recipe = { name: 'colour-shapes@1', count: 4000, shape: [SIDE, SIDE, 3], classes: 10, unit: 255, sample };
  return { ...draw(recipe, options), labels };
}

const PLAIN = {
  checkerboard: (x: number, y: number) => (Math.floor(8 * x) + Math.floor(8 * y)) % 2,
  'step edge': (x: number) => (x < 0.5 ? 0 : 1),
  bar: (x: number, y: number) => (Math.abs(x - y) < 0.15 ? 1 : 0),
  disc: (x: number, y: number) => ((x - 0.5) ** 2 + (y - 0.5) ** 2 < 0.09 ? 1 : 0),
};

/**
 * Pictures without chance to try kernels on: checkerboard, step edge, diagonal bar, disc. x is [4, side, side, 1], 0 or 1.
 *
 * @example kernelImages(8).labels
 */
export function kernelImages(side = 32): Dataset & { readonly labels: readonly string[] } {
  const kinds = Object.values(PLAIN);
  const x = Float64Array.from({ length: kinds.length * side * side }, (_, i) => {
    const pixel = i % (side * side);
    return kinds[Math.floor(i / side / side)]!(((pixel % side) + 0.5) / side, (Math.floor(pixel / side) + 0.5) / side);
  });
  const shape = [kinds.length, side, side, 1];
  const y = Float64Array.from(kinds, (_, i) => i);
  return { name: 'kernel-images@1', x, shape, y, targetShape: [4], classes: 4, labels: Object.keys(PLAIN) };
}
