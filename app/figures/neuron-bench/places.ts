/** Where the parts of the bench stand, in percent of its box. */
import type { Dial } from './state';

export const PLACES: Record<Dial | 'sum' | 'g' | 'y', { x: number; y: number }> = {
  x1: { x: 9, y: 22 },
  x2: { x: 9, y: 68 },
  w1: { x: 34, y: 28 },
  w2: { x: 34, y: 62 },
  b: { x: 58, y: 84 },
  sum: { x: 58, y: 45 },
  g: { x: 76, y: 45 },
  y: { x: 92, y: 45 },
};
