// MUST: wrong-answer ON: norm — the forbidden name as a string in brackets
export function norm(x) { let s = 0; for (const v of x) s += v * v; return Math['hypot'](...x); }
