/** Exercise 6.3: softmax and cross entropy in one, from logits to loss and gradient. */

/**
 * Mean cross entropy of softmax(Z) against class labels, and its gradient with respect to the logits.
 *
 *   lossᵢ = log Σ_c exp(z[i][c]) − z[i][y[i]]        loss = (1/m) Σᵢ lossᵢ
 *   grad[i][j] = (p[i][j] − 1{j = y[i]}) / m         p = softmax of each row
 *
 * @param Z logits, m×k
 * @param y labels, length m, each in 0 … k−1
 * @returns loss, one number (0 for an empty batch), and grad, a new m×k array
 * @throws Error when Z and y have different lengths, or a label is outside 0 … k−1
 */
export function softmaxCE(Z: number[][], y: number[]): { loss: number; grad: number[][] } {
  // BEGIN SOLUTION: return { loss, grad }, both for the mean over the batch
  const m = Z.length;
  if (y.length !== m) throw new Error(`${m} samples, but ${y.length} labels`);
  let loss = 0;
  const grad = Z.map((row, i) => {
    const label = y[i] ?? -1;
    const score = row[label];
    if (score === undefined) throw new Error(`label ${label} is not one of ${row.length} classes`);
    const top = Math.max(...row);
    const powers = row.map((z) => Math.exp(z - top));
    const total = powers.reduce((sum, power) => sum + power, 0);
    loss += (top + Math.log(total) - score) / m;
    return powers.map((power, j) => (power / total - (j === label ? 1 : 0)) / m);
  });
  return { loss, grad };
  // END SOLUTION
}
