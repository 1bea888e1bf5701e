// expect: fifty-steps fails as memory-reset-each-step
// says: m and v start from 0 at every call, so every step looks like the first one. They must live on between calls: keep them in fields of the instance.
export class Adam {
  h: number[];

  constructor(eta = 1e-3, b1 = 0.9, b2 = 0.999, eps = 1e-8) {
    this.h = [eta, b1, b2, eps];
  }

  step(params: number[][], grads: number[][]): number[][] {
    const [eta, b1, b2, eps] = this.h;
    return params.map((theta, k) =>
      theta.map((x, i) => {
        const g = grads[k][i];
        const m = (1 - b1) * g;
        const v = (1 - b2) * g * g;
        return x - (eta * m) / (1 - b1) / (Math.sqrt(v / (1 - b2)) + eps);
      }),
    );
  }
}
