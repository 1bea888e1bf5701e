// MUST: wrong-answer|invalid-output|timeout|memory-limit ON: slope — a million calls to be written down, each with a long list
const long = Array(1000).fill(0.1);
export function slope(f, x, h) { for (let i = 0; i < 1e6; i++) f(long); return (f(x + h) - f(x - h)) / (2 * h); }
