/** Rounds to seven significant decimal digits, for every number of every input. */

const POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9] as const;

/**
 * `Number(x.toPrecision(7))`, to the bit, at a tenth of its cost where it can be: one whole number divided by one power of
 * ten, both exact, is the double next to that decimal fraction. What lies close to the middle of two decimals, and what is
 * very small or large, goes the long way.
 */
export function decimal(x: number): number {
  const size = x < 0 ? -x : x;
  if (size >= 1e-3 && size < 1e6) {
    const scale = POWERS[digitsAfterPoint(size)] ?? 1;
    const scaled = size * scale;
    const whole = Math.floor(scaled);
    const rest = scaled - whole;
    // The product is off by less than a millionth: seven digits take 24 of its 53 bits.
    if (rest < 0.499999 || rest > 0.500001) {
      const rounded = (rest > 0.5 ? whole + 1 : whole) / scale;
      return x < 0 ? -rounded : rounded;
    }
  }
  return Number(x.toPrecision(7));
}

function digitsAfterPoint(size: number): number {
  if (size < 1) return size >= 0.1 ? 7 : size >= 0.01 ? 8 : 9;
  if (size < 1000) return size < 10 ? 6 : size < 100 ? 5 : 4;
  return size < 1e4 ? 3 : size < 1e5 ? 2 : 1;
}
