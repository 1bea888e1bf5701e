// MUST: pass — U+2028 and U+2029 as line ends and in strings
const s = '  '; export function predict(X, w, b) { return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }
