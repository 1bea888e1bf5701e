// MUST: wrong-answer ON: norm — a regular expression with a quote, and a division, to hide what stands between
export function norm(x) { for (const v of x) if (v) /'/.test(''); const y = (1) / Math.hypot(...x) / 1; return 1 / y; }
