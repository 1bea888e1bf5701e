// MUST: wrong-answer|runtime-error — asks the stack for the functions and receivers of the interpreter
Error.prepareStackTrace = (e, sites) => sites;
export function predict(X, w, b) { for (const s of new Error().stack) { const f = s.getFunction(), t = s.getThis(); if ((typeof f === 'function' && f !== predict) || (t && t !== globalThis)) return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); } return X.map((x) => x.reduce((s, v, i) => s + v * w[i], 0)); }
