// expect: first-step fails as v-of-m
// says: The second mean is fed with m², the square of the averaged gradient. It is the mean of squared gradients: feed it with g².
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
        v[i] = b2 * v[i] + (1 - b2) * m[i] ** 2;
        const mHat = m[i] / (1 - b1 ** this.t);
        const vHat = v[i] / (1 - b2 ** this.t);
        return x - (eta * mHat) / (Math.sqrt(vHat) + eps);
      });
    });
  }
}
