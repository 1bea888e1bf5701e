/** Gradient descent that keeps its velocity. */
export class Momentum {
  rate: number;
  beta: number;
  v: number[];
  constructor(rate: number, beta: number) {
    this.rate = rate;
    this.beta = beta;
    this.v = [];
  }
  step(w: number[], g: number[]): number[] {
    // BEGIN SOLUTION: one step
    this.v = g.map((x, i) => this.beta * (this.v[i] ?? 0) + x);
    return w.map((x, i) => x - this.rate * (this.v[i] ?? 0));
    // END SOLUTION
  }
}
