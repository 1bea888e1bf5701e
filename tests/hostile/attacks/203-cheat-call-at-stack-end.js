// MUST: wrong-answer|invalid-output|runtime-error ON: slope — calls where the stack ends, so that the record of the call can not be written
function deep(f, x) { let r; try { r = deep(f, x); } catch { /* the end */ } return r ?? f(x); }
export function slope(f, x, h) { deep(f, x); return (f(x + h) - f(x - h)) / (2 * h); }
