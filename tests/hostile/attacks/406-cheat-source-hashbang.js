#!`
// MUST: wrong-answer|runtime-error ON: norm — a hashbang with the beginning of a template in it
export function norm(x) { for (const v of x) void v; return Math.hypot(...x); }
