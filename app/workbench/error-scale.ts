/** Errors of many cases on one logarithmic axis, in units of the tolerance: positions, ticks and words. */

export interface ErrorScale {
  /** Percent from the left where the tolerance stands. */
  tolerance: number;
  ticks: { at: number; label: string }[];
  marks: { at: number; within: boolean }[];
  within: number;
  outside: number;
  /** Cases that gave no number to compare: NaN, another shape, an exception. */
  incomparable: number;
}

const FLOOR = -8;
const CEILING = 16;

export function errorScale(errors: readonly (number | null)[]): ErrorScale {
  const ratios = errors.filter((error) => error !== null);
  const decades = ratios.filter((ratio) => ratio > 0).map((ratio) => Math.log10(ratio));
  const low = Math.max(FLOOR, Math.min(-3, Math.floor(Math.min(0, ...decades))));
  const high = Math.min(CEILING, Math.max(2, Math.ceil(Math.max(0, ...decades)) + 1));
  // A margin of 3 % on each side keeps whole marks inside the strip.
  const at = (decade: number): number => 3 + (94 * (Math.min(high, Math.max(low, decade)) - low)) / (high - low);
  const marks = ratios.map((ratio) => ({ at: ratio > 0 ? at(Math.log10(ratio)) : at(low), within: ratio <= 1 }));
  const step = Math.max(1, Math.ceil((high - low) / 6));
  const ticks: ErrorScale['ticks'] = [];
  for (let decade = Math.ceil(low / step) * step; decade <= high; decade += step) {
    ticks.push({ at: at(decade), label: power(decade) });
  }
  const within = marks.filter((mark) => mark.within).length;
  return {
    tolerance: at(0),
    ticks,
    marks,
    within,
    outside: marks.length - within,
    incomparable: errors.length - ratios.length,
  };
}

const SUPERSCRIPT: Record<string, string> = {
  '-': '⁻',
  0: '⁰',
  1: '¹',
  2: '²',
  3: '³',
  4: '⁴',
  5: '⁵',
  6: '⁶',
  7: '⁷',
  8: '⁸',
  9: '⁹',
};

/** `1`, `10`, `10⁻³`. */
export function power(decade: number): string {
  if (decade === 0) return '1';
  if (decade === 1) return '10';
  return `10${String(decade).replace(/[-\d]/g, (sign) => SUPERSCRIPT[sign] ?? sign)}`;
}

/** A number for reading: `2.3·10⁻⁹`, `0.012`, `40`. */
export function readable(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) {
    const [digits = '1', exponent = '0'] = value.toExponential(1).split('e');
    const factor = digits.replace(/\.0$/, '').replace('-', '−');
    const ten = power(Number(exponent));
    return factor === '1' ? ten : `${factor}·${ten}`;
  }
  return String(Number(value.toPrecision(3))).replace('-', '−');
}
