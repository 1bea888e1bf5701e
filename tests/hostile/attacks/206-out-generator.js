// MUST: invalid-output ON: slope — a generator where a number is expected
export function* slope(f, x, h) { yield (f(x + h) - f(x - h)) / (2 * h); }
