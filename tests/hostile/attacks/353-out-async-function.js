// MUST: invalid-output|pass — the right answer, in a promise
export async function predict(X, w, b) { return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }
