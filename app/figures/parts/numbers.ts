/** How figures print numbers: a true minus, a fixed number of digits, never a negative zero. */

export function fixed(value: number, digits = 2): string {
  return value
    .toFixed(digits)
    .replace(/^-(0\.?0*)$/, '$1')
    .replace('-', '−');
}

/** Outputs of activations: four digits, or a power of ten when four would show nothing. */
export function probability(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || size >= 0.0005) return fixed(value, 4);
  return value.toExponential(1).replace('e-', 'e−').replace(/^-/, '−');
}

/** A factor inside a product: negative ones stand in brackets. */
export function factor(value: number, digits = 2): string {
  const text = fixed(value, digits);
  return text.startsWith('−') ? `(${text})` : text;
}

/** ` + 1.00` or ` − 3.00`: a term of a sum that has begun. */
export function term(value: number, digits = 2): string {
  const text = fixed(value, digits);
  return text.startsWith('−') ? ` − ${text.slice(1)}` : ` + ${text}`;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** To the nearest tenth, without the dust of floating point. */
export function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
