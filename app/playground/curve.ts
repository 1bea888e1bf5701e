/** Loss curves: the axis they are drawn on, and their points thinned to two a pixel column. */
import type { Measure } from './history';

export type Quantity = 'trainLoss' | 'testLoss' | 'trainAccuracy' | 'testAccuracy';

export interface Axis {
  low: number;
  high: number;
  log: boolean;
  ticks: readonly number[];
}

/** Losses below this are drawn at the foot of a logarithmic axis. */
const FLOOR = 1e-6;

/** An axis that holds all values: whole powers of ten, or from zero to a round number. */
export function axisOf(list: readonly Measure[], quantities: readonly Quantity[], log: boolean): Axis {
  if (quantities.every((quantity) => quantity.endsWith('Accuracy'))) {
    return { low: 0, high: 1, log: false, ticks: [0, 0.5, 1] };
  }
  let low = Infinity;
  let high = 0;
  for (const measure of list) {
    for (const quantity of quantities) {
      const value = measure[quantity];
      if (value === null || !Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (high === 0) [low, high] = [0.1, 1];
  if (!log) {
    const top = roundUp(high);
    return { low: 0, high: top, log, ticks: [0, top / 2, top] };
  }
  const foot = Math.floor(Math.log10(Math.max(FLOOR, low)));
  const head = Math.max(foot + 1, Math.ceil(Math.log10(Math.max(FLOOR, high))));
  const every = Math.ceil((head - foot) / 4);
  const ticks: number[] = [];
  for (let power = foot; power <= head; power += every) ticks.push(10 ** power);
  return { low: 10 ** foot, high: 10 ** head, log, ticks };
}

/** 0 at the foot of the axis, 1 at its head. */
export function heightOf(value: number, { low, high, log }: Axis): number {
  if (!Number.isFinite(value)) return 1;
  const share = log ? Math.log(Math.max(value, low) / low) / Math.log(high / low) : (value - low) / (high - low);
  return Math.min(1, Math.max(0, share));
}

/** Flat x, y pairs between 0 and 1, y upwards: for each pixel column its lowest and highest value, in the order they came. */
export function curvePoints(list: readonly Measure[], quantity: Quantity, axis: Axis, columns: number): number[] {
  const end = Math.max(1, list.at(-1)?.step ?? 1);
  const out: number[] = [];
  let column = -1;
  let low = 0;
  let high = 0;
  let rising = true;
  const flush = (): void => {
    if (column < 0) return;
    const x = Math.min(1, column / Math.max(1, columns - 1));
    if (low === high) out.push(x, low);
    else out.push(x, rising ? low : high, x, rising ? high : low);
  };
  for (const measure of list) {
    const value = measure[quantity];
    if (value === null) continue;
    const y = heightOf(value, axis);
    const here = Math.round((measure.step / end) * (columns - 1));
    if (here !== column) {
      flush();
      column = here;
      low = y;
      high = y;
      continue;
    }
    if (y < low) {
      low = y;
      rising = false;
    } else if (y > high) {
      high = y;
      rising = true;
    }
  }
  flush();
  return out;
}

/** 1, 2 or 5 times a power of ten, not below the value. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5].find((step) => step * power >= value) ?? 10) * power;
}
