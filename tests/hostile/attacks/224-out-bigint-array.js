// MUST: invalid-output ON: scale — 64-bit integers
export function scale(x) { return new BigInt64Array(x.length); }
