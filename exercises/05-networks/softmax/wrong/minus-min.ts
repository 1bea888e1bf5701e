// expect: far-logits fails as minus-min
// says: The row's minimum is subtracted, so the exponents are all positive and the largest can still overflow. Subtract the maximum: then no exponent exceeds 0.
export function softmax(Z: number[][]): number[][] {
  return Z.map((row) => {
    const bottom = Math.min(...row);
    const powers = row.map((z) => Math.exp(z - bottom));
    const total = powers.reduce((sum, power) => sum + power, 0);
    return powers.map((power) => power / total);
  });
}
