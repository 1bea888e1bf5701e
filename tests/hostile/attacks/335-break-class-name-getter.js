// MUST: pass ON: momentum — static name, length and prototype getters are hostile, the class itself is right
export class Momentum { static get name() { throw 1; } static get length() { for (;;); }
 constructor(rate, beta) { this.rate = rate; this.beta = beta; this.v = []; }
 step(w, g) { this.v = g.map((x, i) => this.beta * (this.v[i] ?? 0) + x); return w.map((x, i) => x - this.rate * this.v[i]); } }
