// MUST: pass|runtime-error — what a module reads as operators and a script as a comment
export function predict(X, w, b) { let n = 1; const t = 0 <!--n;
  return n === 0 ? X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)) : []; }
