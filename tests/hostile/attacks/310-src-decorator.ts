// MUST: runtime-error — decorators
function d(x: unknown) { return x; }
@d class A { @d m() {} }
export function predict(X, w, b) { return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }
