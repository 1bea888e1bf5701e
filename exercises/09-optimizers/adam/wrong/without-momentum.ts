// expect: fifty-steps fails as without-momentum
// says: The step uses the newest gradient and leaves m out. That is RMSProp with a correction; Adam steps along the running mean m̂.
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
    return params.map((theta, k) => {
      this.m[k] ??= theta.map(() => 0);
      this.v[k] ??= theta.map(() => 0);
      const [m, v, g] = [this.m[k], this.v[k], grads[k]];
      return theta.map((x, i) => {
        m[i] = b1 * m[i] + (1 - b1) * g[i];
        v[i] = b2 * v[i] + (1 - b2) * g[i] ** 2;
        const mHat = m[i] / (1 - b1 ** this.t);
        const vHat = v[i] / (1 - b2 ** this.t);
        return x - (eta * g[i]) / (Math.sqrt(vHat) + eps);
      });
    });
  }
}
