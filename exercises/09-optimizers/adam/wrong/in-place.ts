// expect: old-parameters fails as in-place
// says: The new values are written into the arrays that were passed in. Return new arrays, so that whoever called you still has the old parameters.
export class Adam {
  t = 0;
  m: number[][] = [];
  v: number[][] = [];
  h: number[];

  constructor(eta = 1e-3, b1 = 0.9, b2 = 0.999, eps = 1e-8) {
    this.h = [eta, b1, b2, eps];
  }

  step(params: number[][], grads: number[][]): number[][] {
    const [eta, b1, b2, eps] = this.h;
    this.t += 1;
    params.forEach((theta, k) => {
      this.m[k] ??= theta.map(() => 0);
      this.v[k] ??= theta.map(() => 0);
      theta.forEach((_, i) => {
        this.m[k][i] = b1 * this.m[k][i] + (1 - b1) * grads[k][i];
        this.v[k][i] = b2 * this.v[k][i] + (1 - b2) * grads[k][i] ** 2;
        theta[i] -= (eta * this.m[k][i]) / (1 - b1 ** this.t) / (Math.sqrt(this.v[k][i] / (1 - b2 ** this.t)) + eps);
      });
    });
    return params;
  }
}
