// MUST: wrong-answer — a proxy that answers by how often it was read
let n = 0;
export function predict(X) { return new Proxy([], { get: (t, k) => (k === "length" ? X.length : ((n++ % 2) ? 5.5 : 11.5)) }); }
