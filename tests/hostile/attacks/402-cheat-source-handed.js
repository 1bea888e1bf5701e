// MUST: wrong-answer ON: norm — takes the function from Math by its place
export function norm(x) { for (const f of Object.getOwnPropertyNames(Math)) if (f.length === 5 && f[0] === 'h') return Math[f](...x); return 0; }
