// MUST: wrong-answer ON: momentum — the velocity of all instances in one
let v = [];
export class Momentum { constructor(rate, beta) { this.rate = rate; this.beta = beta; } get v() { return v; }
  step(w, g) { v = g.map((x, i) => this.beta * (v[i] ?? 0) + x); return w.map((x, i) => x - this.rate * v[i]); } }
