// MUST: wrong-answer ON: norm — the forbidden call after a comment that ends at U+2028
export function norm(x) { let s = 0; for (const v of x) s += v * v; // by hand return Math.hypot(...x);
}
