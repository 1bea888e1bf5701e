/** Exercise 9.4: the Adam optimizer. */

export type Vec = number[];

/**
 * Adam: a step of about η in every coordinate, whatever the size of its gradient.
 *
 *   t ← t + 1
 *   m ← β₁·m + (1 − β₁)·g        m̂ = m / (1 − β₁ᵗ)
 *   v ← β₂·v + (1 − β₂)·g²       v̂ = v / (1 − β₂ᵗ)
 *   θ ← θ − η·m̂ / (√v̂ + ε)
 *
 * Every coordinate of every tensor has its own m and v; t counts calls of `step`.
 *
 * @see Kingma and Ba, Adam: a method for stochastic optimization (2015), algorithm 1
 */
export class Adam {
  private readonly eta: number;
  private readonly b1: number;
  private readonly b2: number;
  private readonly eps: number;
  // What step has to remember from one call to the next stands here.
  // BEGIN HIDDEN
  private t = 0;
  private m: Vec[] = [];
  private v: Vec[] = [];
  // END HIDDEN

  /**
   * @param eta step size η
   * @param b1 decay β₁ of the mean of gradients
   * @param b2 decay β₂ of the mean of squared gradients
   * @param eps ε, which keeps the division away from 0
   */
  constructor(eta = 1e-3, b1 = 0.9, b2 = 0.999, eps = 1e-8) {
    this.eta = eta;
    this.b1 = b1;
    this.b2 = b2;
    this.eps = eps;
  }

  /**
   * One update of all tensors.
   *
   * @param params the tensors θ, each a list of numbers; the same number and lengths at every call
   * @param grads their gradients, in the same shapes
   * @returns the tensors after the step, as new arrays
   */
  step(params: Vec[], grads: Vec[]): Vec[] {
    // BEGIN SOLUTION: update the running means and return the new tensors
    this.t += 1;
    const { eta, b1, b2, eps, t } = this;
    this.m = grads.map((gs, k) => gs.map((g, i) => b1 * (this.m[k]?.[i] ?? 0) + (1 - b1) * g));
    this.v = grads.map((gs, k) => gs.map((g, i) => b2 * (this.v[k]?.[i] ?? 0) + (1 - b2) * g * g));
    return params.map((thetas, k) =>
      thetas.map((theta, i) => {
        const mHat = (this.m[k]?.[i] ?? NaN) / (1 - b1 ** t);
        const vHat = (this.v[k]?.[i] ?? NaN) / (1 - b2 ** t);
        return theta - (eta * mHat) / (Math.sqrt(vHat) + eps);
      }),
    );
    // END SOLUTION
  }
}
