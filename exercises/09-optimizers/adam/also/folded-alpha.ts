// The folded form of the paper: α_t = η·√(1 − β₂ᵗ)/(1 − β₁ᵗ) with plain m and v.
export class Adam {
  state: { m: number[]; v: number[] }[] = [];
  t = 0;
  eta: number;
  b1: number;
  b2: number;
  eps: number;

  constructor(eta = 1e-3, b1 = 0.9, b2 = 0.999, eps = 1e-8) {
    Object.assign(this, { eta, b1, b2, eps });
  }

  step(params: number[][], grads: number[][]): number[][] {
    this.t++;
    const alpha = (this.eta * Math.sqrt(1 - Math.pow(this.b2, this.t))) / (1 - Math.pow(this.b1, this.t));
    const out: number[][] = [];
    for (let k = 0; k < params.length; k++) {
      if (!this.state[k]) this.state[k] = { m: params[k].map(() => 0), v: params[k].map(() => 0) };
      const { m, v } = this.state[k];
      const row: number[] = [];
      for (let i = 0; i < params[k].length; i++) {
        const g = grads[k][i];
        m[i] += (1 - this.b1) * (g - m[i]);
        v[i] += (1 - this.b2) * (g * g - v[i]);
        row.push(params[k][i] - (alpha * m[i]) / (Math.sqrt(v[i]) + this.eps));
      }
      out.push(row);
    }
    return out;
  }
}
