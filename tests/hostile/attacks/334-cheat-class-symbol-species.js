// MUST: wrong-answer|invalid-output|runtime-error ON: momentum — velocity is an array whose species makes NaN proxies
class V extends Array { static get [Symbol.species]() { return function () { return new Proxy([], { get: (t, k) => (k === 'length' ? 3 : NaN) }); }; } }
export class Momentum { constructor(rate, beta) { this.rate = rate; this.beta = beta; this.v = V.from([0]); } step(w, g) { this.v = this.v.map((x) => x); return this.v; } }
