// MUST: pass — freezes every built-in before the first call
for (const key of Object.getOwnPropertyNames(globalThis)) { const v = globalThis[key]; if (typeof v === "function") { Object.freeze(v); if (v.prototype) Object.freeze(v.prototype); } }
export function predict(X, w, b) { return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }
