// MUST: wrong-answer|runtime-error|invalid-output|timeout ON: momentum — a bound proxy of a class whose traps lie about what it is
class M { v = []; step(w) { return w; } }
export const Momentum = new Proxy(M, { construct: () => new Proxy({}, { get: (t, k) => (k === 'v' ? [] : () => [0]), has: () => true, getPrototypeOf: () => Array.prototype }) });
