// MUST: invalid-output — a generator that pretends to be the answer
export function* predict(X, w, b) { yield* X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }
