// MUST: runtime-error|timeout — arrows with types inside conditionals, left open
const h = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = a ? (b : c = 
export function predict(X, w, b) { return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }
