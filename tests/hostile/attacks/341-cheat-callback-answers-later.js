// MUST: pass|wrong-answer ON: slope — calls the callback once more after the answer, in a microtask
export function slope(f, x, h) { const out = (f(x + h) - f(x - h)) / (2 * h); Promise.resolve().then(() => f(x)); return out; }
