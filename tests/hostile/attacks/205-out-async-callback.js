// MUST: invalid-output ON: slope — an async function where a number is expected
export async function slope(f, x, h) { return (f(x + h) - f(x - h)) / (2 * h); }
