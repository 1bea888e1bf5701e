// MUST: wrong-answer ON: norm — the word that must stand there, in a comment, a string, a template and a regular expression
// for
const words = ['for', `for`, /for/];
export function norm(x) { return Math.sqrt(x.reduce((s, v) => s + v * v, 0)); }
