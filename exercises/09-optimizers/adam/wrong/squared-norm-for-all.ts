// expect: several-tensors fails as squared-norm-for-all
// says: One v is kept for a whole tensor, from the length of its gradient. In Adam every coordinate has its own v, so each gets its own step size.
export class Adam {
  t = 0;
  m: number[][] = [];
  v: number[] = [];
  h: number[];

  constructor(eta = 1e-3, b1 = 0.9, b2 = 0.999, eps = 1e-8) {
    this.h = [eta, b1, b2, eps];
  }

  step(params: number[][], grads: number[][]): number[][] {
    const [eta, b1, b2, eps] = this.h;
    this.t += 1;
    return params.map((theta, k) => {
      this.m[k] ??= theta.map(() => 0);
      this.v[k] = b2 * (this.v[k] ?? 0) + (1 - b2) * grads[k].reduce((sum, g) => sum + g * g, 0);
      const vHat = this.v[k] / (1 - b2 ** this.t);
      return theta.map((x, i) => {
        this.m[k][i] = b1 * this.m[k][i] + (1 - b1) * grads[k][i];
        return x - (eta * this.m[k][i]) / (1 - b1 ** this.t) / (Math.sqrt(vHat) + eps);
      });
    });
  }
}
