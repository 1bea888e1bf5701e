// MUST: runtime-error — timers that could run later do not exist
export function predict(X, w, b) { setTimeout(() => { for (;;); }, 0); setInterval(() => {}, 1); return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }
