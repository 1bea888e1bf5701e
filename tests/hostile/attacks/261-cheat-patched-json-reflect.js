// MUST: wrong-answer — every built-in that could write an answer down writes the right one
JSON.stringify = () => '[5.5,11.5]'; JSON.parse = () => [5.5, 11.5]; Reflect.apply = () => [5.5, 11.5]; Object.keys = () => []; Array.isArray = () => true; globalThis.String = () => 'x'; globalThis.Set = class {}; Object.is = () => true; Number.isFinite = () => true;
Object.prototype.toString = () => '[object Array]'; Object.getPrototypeOf = () => null; Reflect.ownKeys = () => [];
export function predict(X, w, b) { return X.map((x) => x.reduce((s, v, i) => s + v * w[i], 0)); }
