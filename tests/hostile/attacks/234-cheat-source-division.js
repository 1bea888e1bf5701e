// MUST: wrong-answer ON: norm — the forbidden call between two divisions that look like a regular expression
export function norm(x) { let s = 0; for (const v of x) s += v * v; let n = 1; return 1 / (n++ / Math.hypot(...x) / 1); }
