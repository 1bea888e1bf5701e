// MUST: invalid-output — the right answer, as a promise
export async function predict(X, w, b) { return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }
