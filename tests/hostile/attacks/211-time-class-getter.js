// MUST: timeout ON: momentum — a property of an instance that never comes
export class Momentum { constructor(rate, beta) { this.rate = rate; this.beta = beta; this.u = []; } get v() { for (;;); }
  step(w, g) { this.u = g.map((x, i) => this.beta * (this.u[i] ?? 0) + x); return w.map((x, i) => x - this.rate * this.u[i]); } }
