// MUST: invalid-output|wrong-answer ON: scale — an array that calls itself a Float64Array
export function scale(x, k) { const out = Array.from(x, (v) => k * v + 1); out[Symbol.toStringTag] = 'Float64Array'; Object.setPrototypeOf(out, Float64Array.prototype); return out; }
