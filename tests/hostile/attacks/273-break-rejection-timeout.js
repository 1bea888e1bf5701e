// MUST: pass|timeout — a rejected promise whose message is that of a time limit
export function predict(X, w, b) { Promise.reject(new Error('Script execution timed out.')); return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }
