// MUST: wrong-answer ON: norm — the forbidden function under another name, by a quoted key
const { 'hypot': length } = Math;
export function norm(x) { let s = 0; for (const v of x) s += v * v; return length(...x); }
