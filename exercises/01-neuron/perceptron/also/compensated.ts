// Kahan summation: another rounding, the same number.
export function perceptron(x: number[], w: number[], b: number, g: (z: number) => number): number {
  if (x.length !== w.length) throw new Error('lengths differ');
  let sum = b;
  let lost = 0;
  for (const [i, xi] of x.entries()) {
    const term = xi * w[i] - lost;
    const next = sum + term;
    lost = next - sum - term;
    sum = next;
  }
  return g(sum);
}
