// MUST: pass — deletes every built-in that is left after loading
export function predict(X, w, b) { return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }
for (const key of Object.getOwnPropertyNames(globalThis)) { try { delete globalThis[key]; } catch { /* stays */ } }
