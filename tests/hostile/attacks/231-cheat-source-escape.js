// MUST: wrong-answer ON: norm — the forbidden name written with an escape
export function norm(x) { let s = 0; for (const v of x) s += v * v; return Math.h\u0079pot(...x); }
