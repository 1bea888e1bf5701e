// MUST: invalid-output ON: root — gives the error instead of throwing it
export function root(x) { return x < 0 ? new RangeError('no') : Math.sqrt(x); }
