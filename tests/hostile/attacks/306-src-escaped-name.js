// MUST: pass — an export whose name is written with escapes
export function pr\u0065dict(X, w, b) { return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }
