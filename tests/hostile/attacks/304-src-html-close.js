// MUST: pass|runtime-error — the same at the start of a line
export function predict(X, w, b) { let n = 1; const t = n
--> 0;
  return n === 0 ? X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)) : []; }
