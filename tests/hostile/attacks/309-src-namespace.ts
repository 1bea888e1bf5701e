// MUST: runtime-error — a namespace can not be erased
namespace N { export const x = 1; }
export function predict(X, w, b) { return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }
