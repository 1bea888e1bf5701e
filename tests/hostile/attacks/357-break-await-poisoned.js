// MUST: pass|runtime-error|wrong-answer — poisons Promise.prototype.then and Symbol.iterator before the answer
Promise.prototype.then = function () { for (;;); };
Array.prototype[Symbol.iterator] = function* () { yield 42; };
export function predict(X, w, b) { const out = []; for (let r = 0; r < X.length; r++) { let s = b; for (let i = 0; i < w.length; i++) s += X[r][i] * w[i]; out[r] = s; } return out; }
