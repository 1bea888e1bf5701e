/** Exercise 1.1: a single neuron. */

/**
 * The output of one neuron: add up first, squash once.
 *
 *   z = b + Σᵢ xᵢ·wᵢ        ŷ = g(z)
 *
 * @param x inputs, length n; n = 0 is allowed
 * @param w weights, length n, one for each input
 * @param b bias
 * @param g activation function; it is called exactly once
 * @returns ŷ, one number
 * @throws Error when x and w have different lengths
 */
export function perceptron(x: number[], w: number[], b: number, g: (z: number) => number): number {
  // BEGIN SOLUTION: return g(b + the sum of all x[i] * w[i])
  if (x.length !== w.length) throw new Error(`x has ${x.length} entries, w has ${w.length}`);
  const z = x.reduce((sum, xi, i) => sum + xi * (w[i] ?? NaN), b);
  return g(z);
  // END SOLUTION
}
