// MUST: wrong-answer — every key of the wire form on Object.prototype
for (const key of ['s', 'u', 'd', 'a', 'o', 'r', 'cb', 'k', 'v', 'm', 'h', 'c', 'op', 'on', 'name', 'args', 'source', 'threw', 'status', 'verdict', 'value', 'get', 'set'])
  Object.prototype[key] = key === 'status' ? 'pass' : () => 5.5;
export function predict(X, w, b) { return X.map((x) => x.reduce((s, v, i) => s + v * w[i], 0)); }
