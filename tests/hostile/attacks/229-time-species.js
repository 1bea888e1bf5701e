// MUST: timeout ON: scale — the species of a subclass never comes
class A extends Float64Array { static get [Symbol.species]() { for (;;); } }
export function scale(x, k) { return A.from(x).map((v) => k * v); }
