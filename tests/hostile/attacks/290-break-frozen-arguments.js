// MUST: pass — freezes and seals what it is given
export function predict(X, w, b) { Object.freeze(X); X.forEach(Object.seal); Object.preventExtensions(w); return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }
