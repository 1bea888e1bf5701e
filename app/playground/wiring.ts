/** Where the net's units and wires stand: columns in shares of the width, rows in pixels; and which wire a pointer means. */
import type { UnitRef } from './net';

/** Height of one row of units, and of the whole net: eight rows. */
const ROW = 48;
export const NET_HEIGHT = 8 * ROW;

/** The middle of a column, in percent of the width: column 0 with the features at 0, the last one with the output at 100. */
export function columnX(column: number, columns: number): number {
  return (column / (columns - 1)) * 100;
}

/** The middle of unit `unit` of a column of `count`, in pixels; columns are centred. */
export function unitY(unit: number, count: number): number {
  return NET_HEIGHT / 2 + (unit - (count - 1) / 2) * ROW;
}

export interface Wire {
  /** The layer it leads to, hidden ones from 0. */
  layer: number;
  from: number;
  to: number;
}

/** Rows of the features are fixed, whichever of them are used; so a wire's beginning is given by row. */
export interface Shape {
  /** Rows (of seven) of the features in use. */
  featureRows: readonly number[];
  layers: readonly number[];
}

export const FEATURE_ROWS = 7;

export function wireEnds({ featureRows, layers }: Shape, { layer, from, to }: Wire): [number, number, number, number] {
  const columns = layers.length + 2;
  const start = layer === 0 ? unitY(featureRows[from] ?? 0, FEATURE_ROWS) : unitY(from, layers[layer - 1] ?? 1);
  return [columnX(layer, columns), start, columnX(layer + 1, columns), unitY(to, layers[layer] ?? 1)];
}

export function wirePath([x0, y0, x1, y1]: readonly [number, number, number, number]): string {
  const middle = ((x0 + x1) / 2).toFixed(2);
  return `M${x0.toFixed(2)} ${y0.toFixed(1)}C${middle} ${y0.toFixed(1)} ${middle} ${y1.toFixed(1)} ${x1.toFixed(2)} ${y1.toFixed(1)}`;
}

/** All wires, layer after layer, input by input: in the order of the weights. */
export function wiresOf({ featureRows, layers }: Shape): Wire[] {
  const counts = [featureRows.length, ...layers, 1];
  return counts
    .slice(1)
    .flatMap((units, layer) =>
      Array.from({ length: counts[layer] ?? 0 }, (_, from) =>
        Array.from({ length: units }, (_, to) => ({ layer, from, to })),
      ).flat(),
    );
}

/** The wire nearest to a place (x in percent, y in pixels), unless all are further than `within` pixels up or down. */
export function wireAt(shape: Shape, x: number, y: number, within: number): Wire | null {
  const columns = shape.layers.length + 2;
  const gap = Math.floor((x / 100) * (columns - 1));
  if (gap < 0 || gap >= columns - 1) return null;
  const left = columnX(gap, columns);
  const share = (x - left) / (columnX(gap + 1, columns) - left);
  const rise = smooth(share);
  let best: Wire | null = null;
  let distance = within;
  for (const wire of wiresOf(shape)) {
    if (wire.layer !== gap) continue;
    const [, y0, , y1] = wireEnds(shape, wire);
    const off = Math.abs(y0 + (y1 - y0) * rise - y);
    if (off < distance) [best, distance] = [wire, off];
  }
  return best;
}

/** How far a wire has risen after a share of its way: the Bézier curve of `wirePath`, solved for its x. */
function smooth(share: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 20; i++) {
    const t = (low + high) / 2;
    const x = 1.5 * t * (1 - t) ** 2 + 1.5 * t * t * (1 - t) + t ** 3;
    if (x < share) low = t;
    else high = t;
  }
  return low * low * (3 - 2 * low);
}

/** The unit that an arrow key leads to; columns −1 (features, seven rows) to the output. */
export function neighbour(layers: readonly number[], at: UnitRef, key: string): UnitRef | null {
  const counts = [FEATURE_ROWS, ...layers, 1];
  const column = at.layer + 1;
  const here = counts[column] ?? 1;
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const unit = at.unit + (key === 'ArrowUp' ? -1 : 1);
    return unit < 0 || unit >= here ? null : { layer: at.layer, unit };
  }
  if (key === 'Home' || key === 'End') {
    const target = key === 'Home' ? 0 : counts.length - 1;
    return { layer: target - 1, unit: nearest(at.unit, here, counts[target] ?? 1) };
  }
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return null;
  const next = column + (key === 'ArrowLeft' ? -1 : 1);
  const there = counts[next];
  return there === undefined ? null : { layer: next - 1, unit: nearest(at.unit, here, there) };
}

/** The unit at about the same height in another column. */
function nearest(unit: number, here: number, there: number): number {
  const height = unit - (here - 1) / 2;
  return Math.min(there - 1, Math.max(0, Math.round(height + (there - 1) / 2)));
}
