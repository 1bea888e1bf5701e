// MUST: wrong-answer — changes the inputs and hides it behind getters that tell the old values of the first read
export function predict(X, w, b) { const out = X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); for (const row of X) { const old = row[0]; let n = 0; Object.defineProperty(row, 0, { get: () => (n++ === 0 ? old + 1 : old) }); } return out; }
