// expect: several-tensors fails as one-memory-for-all-tensors
// says: All tensors write into the same m and v, so each spoils the memory of the others. Keep one pair for every tensor.
export class Adam {
  t = 0;
  m: number[] = [];
  v: number[] = [];
  h: number[];

  constructor(eta = 1e-3, b1 = 0.9, b2 = 0.999, eps = 1e-8) {
    this.h = [eta, b1, b2, eps];
  }

  step(params: number[][], grads: number[][]): number[][] {
    const [eta, b1, b2, eps] = this.h;
    this.t += 1;
    return params.map((theta, k) =>
      theta.map((x, i) => {
        const g = grads[k][i];
        this.m[i] = b1 * (this.m[i] ?? 0) + (1 - b1) * g;
        this.v[i] = b2 * (this.v[i] ?? 0) + (1 - b2) * g * g;
        return x - (eta * this.m[i]) / (1 - b1 ** this.t) / (Math.sqrt(this.v[i] / (1 - b2 ** this.t)) + eps);
      }),
    );
  }
}
