// MUST: invalid-output ON: scale — a DataView of the right bytes
export function scale(x, k) { return new DataView(x.map((v) => k * v).buffer); }
