// MUST: wrong-answer — setters on all first indices keep and change what is stored
for (let i = 0; i < 10; i++) Object.defineProperty(Array.prototype, i, { get: () => 5.5, set(v) { Object.defineProperty(this, i, { value: Array.isArray(v) ? [] : 5.5, writable: true, configurable: true, enumerable: true }); } });
export function predict(X, w, b) { const out = []; for (const i in X) out[i] = 0; return out; }
