// MUST: pass|runtime-error — using declarations
export function predict(X, w, b) { using r = { [Symbol.dispose]() {} }; return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }
