// MUST: runtime-error — an enum can not be erased
export enum E { A = (() => { for (;;); })() }
export function predict(X, w, b) { return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }
