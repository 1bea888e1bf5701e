// MUST: wrong-answer|runtime-error ON: slope — evaluates the source of the wrapper around the callback
export function slope(f, x, h) { const g = (0, eval)('(' + f + ')'); return (g(x + h) - g(x - h)) / (2 * h); }
