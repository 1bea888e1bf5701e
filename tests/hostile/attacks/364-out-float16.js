// MUST: invalid-output|wrong-answer|runtime-error ON: scale — answers in half precision
export function scale(x, k) { return new (globalThis.Float16Array ?? Int8Array)(x.map((v) => k * v)); }
