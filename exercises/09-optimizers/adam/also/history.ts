// No running means at all: the weights of all past gradients, from the closed form of the recursion.
export class Adam {
  past: number[][][] = [];
  hyper: { eta: number; b1: number; b2: number; eps: number };

  constructor(eta = 1e-3, b1 = 0.9, b2 = 0.999, eps = 1e-8) {
    this.hyper = { eta, b1, b2, eps };
  }

  step(params: number[][], grads: number[][]): number[][] {
    const { eta, b1, b2, eps } = this.hyper;
    this.past.push(grads.map((g) => g.slice()));
    const mean = (beta: number, k: number, i: number, power: number) => {
      let sum = 0;
      let weights = 0;
      this.past.forEach((g, s) => {
        const weight = beta ** (this.past.length - 1 - s);
        sum += weight * g[k][i] ** power;
        weights += weight;
      });
      return sum / weights;
    };
    return params.map((p, k) => p.map((x, i) => x - (eta * mean(b1, k, i, 1)) / (Math.sqrt(mean(b2, k, i, 2)) + eps)));
  }
}
