/** Points as SVG paths in the unit square: discs for class 1 and values above zero, squares for class 0 and values below. */
import { REACH } from './features';
import type { Points } from './messages';

export interface Marks {
  /** Which step of the diverging scale, 0 the plus end, 10 the minus end. */
  tone: number;
  d: string;
}

/** In a box of 600 × 600. */
const BOX = 600;
const RADIUS = 7;
const HALF = 6;

/** One path per tone: few elements, however many points. */
export function marksOf({ x, y }: Points, classes: boolean): Marks[] {
  const paths = new Map<number, string[]>();
  y.forEach((target, i) => {
    const tone = classes ? (target > 0.5 ? 0 : 10) : toneOf(target);
    const at = place(x[2 * i] ?? 0, x[2 * i + 1] ?? 0);
    if (at === null) return;
    const list = paths.get(tone) ?? [];
    list.push(tone <= 5 ? disc(at) : square(at));
    paths.set(tone, list);
  });
  return [...paths].sort(([a], [b]) => a - b).map(([tone, list]) => ({ tone, d: list.join('') }));
}

/** Ten steps and a middle over [−1, 1]. */
function toneOf(value: number): number {
  return Math.round(5 - 5 * Math.min(1, Math.max(-1, value)));
}

function place(x1: number, x2: number): { x: number; y: number } | null {
  if (Math.abs(x1) > REACH || Math.abs(x2) > REACH) return null;
  return { x: Math.round(((x1 + REACH) / (2 * REACH)) * BOX), y: Math.round(((REACH - x2) / (2 * REACH)) * BOX) };
}

function disc({ x, y }: { x: number; y: number }): string {
  const r = String(RADIUS);
  return `M${String(x - RADIUS)} ${String(y)}a${r} ${r} 0 1 0 ${String(2 * RADIUS)} 0a${r} ${r} 0 1 0 -${String(2 * RADIUS)} 0`;
}

function square({ x, y }: { x: number; y: number }): string {
  return `M${String(x - HALF)} ${String(y - HALF)}h${String(2 * HALF)}v${String(2 * HALF)}h-${String(2 * HALF)}z`;
}
