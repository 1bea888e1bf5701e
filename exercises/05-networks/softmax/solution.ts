/** Exercise 5.4: softmax, row by row. */

/**
 * Softmax of every row, finite for logits of any size.
 *
 *   p[i][j] = exp(z[i][j]) / Σ_c exp(z[i][c])
 *
 * @param Z logits, m×k: one row for each sample, one column for each class
 * @returns a new m×k array of probabilities; each row sums to 1
 */
export function softmax(Z: number[][]): number[][] {
  // BEGIN SOLUTION: return a new array with the softmax of each row of Z
  return Z.map((row) => {
    const top = Math.max(...row);
    const powers = row.map((z) => Math.exp(z - top));
    const total = powers.reduce((sum, power) => sum + power, 0);
    return powers.map((power) => power / total);
  });
  // END SOLUTION
}
