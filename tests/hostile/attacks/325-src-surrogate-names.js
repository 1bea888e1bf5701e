// MUST: pass|runtime-error — names of letters beyond 16 bits, and invisible ones
const 𝒳 = 1, a‍ = 2, ㅤ = 3;
export function predict(X, w, b) { return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }
