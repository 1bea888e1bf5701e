// MUST: timeout|memory-limit — two microtasks for each that is done
const flood = () => { Promise.resolve().then(flood); Promise.resolve().then(flood); };
export function predict(X, w, b) { flood(); return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }
