// expect: random-batches fails as whole-batch
// says: The whole batch is normalised at once, so all samples together share the probability 1. Each row needs its own sum.
export function softmax(Z: number[][]): number[][] {
  const top = Math.max(...Z.flat());
  const powers = Z.map((row) => row.map((z) => Math.exp(z - top)));
  const total = powers.flat().reduce((sum, power) => sum + power, 0);
  return powers.map((row) => row.map((power) => power / total));
}
