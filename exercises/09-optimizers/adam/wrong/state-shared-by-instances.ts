// expect: separate-instances fails as state-shared-by-instances
// says: Two optimizers share one memory: it lives outside the instances. Make m, v and t fields of the instance, set when it is constructed.
let t = 0;
const m: number[][] = [];
const v: number[][] = [];

export class Adam {
  h: number[];

  constructor(eta = 1e-3, b1 = 0.9, b2 = 0.999, eps = 1e-8) {
    this.h = [eta, b1, b2, eps];
  }

  step(params: number[][], grads: number[][]): number[][] {
    const [eta, b1, b2, eps] = this.h;
    t += 1;
    return params.map((theta, k) => {
      m[k] ??= theta.map(() => 0);
      v[k] ??= theta.map(() => 0);
      return theta.map((x, i) => {
        m[k][i] = b1 * m[k][i] + (1 - b1) * grads[k][i];
        v[k][i] = b2 * v[k][i] + (1 - b2) * grads[k][i] ** 2;
        return x - (eta * m[k][i]) / (1 - b1 ** t) / (Math.sqrt(v[k][i] / (1 - b2 ** t)) + eps);
      });
    });
  }
}
