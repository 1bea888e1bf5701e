// MUST: pass|memory-limit — a rejected promise whose message is that of a memory limit
export function predict(X, w, b) { Promise.reject(new Error('Isolate is disposed: memory limit, Array buffer allocation failed')); return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }
