// ε under the root, corrections as running powers.
export class Adam {
  #m: Float64Array[] | null = null;
  #v: Float64Array[] | null = null;
  #p1 = 1;
  #p2 = 1;
  #options: readonly [number, number, number, number];

  constructor(...options: number[]) {
    const [eta = 0.001, b1 = 0.9, b2 = 0.999, eps = 1e-8] = options;
    this.#options = [eta, b1, b2, eps];
  }

  step(params: ArrayLike<number>[], grads: ArrayLike<number>[]): Float64Array[] {
    const [eta, b1, b2, eps] = this.#options;
    this.#p1 *= b1;
    this.#p2 *= b2;
    const m = (this.#m ??= params.map((p) => new Float64Array(p.length)));
    const v = (this.#v ??= params.map((p) => new Float64Array(p.length)));
    return params.map((p, k) =>
      Float64Array.from(p, (x, i) => {
        const g = grads[k][i];
        m[k][i] = b1 * m[k][i] + (1 - b1) * g;
        v[k][i] = b2 * v[k][i] + (1 - b2) * g * g;
        return x - (eta * (m[k][i] / (1 - this.#p1))) / Math.sqrt(v[k][i] / (1 - this.#p2) + eps);
      }),
    );
  }
}
