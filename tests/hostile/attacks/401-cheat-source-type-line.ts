// MUST: wrong-answer|runtime-error ON: norm — a type without a semicolon before a regular expression
type T = { a: 1 }
/'/.test(''); const h = Math.hypot;
export function norm(x: number[]): number { for (;;) return h(...x); }
