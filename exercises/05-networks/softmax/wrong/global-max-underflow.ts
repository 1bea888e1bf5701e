// expect: far-logits fails as global-max-underflow
// says: One maximum is used for the whole batch. A row far below it underflows to 0/0, so one sample spoils another: use the maximum of each row.
export function softmax(Z: number[][]): number[][] {
  const top = Math.max(...Z.flat());
  return Z.map((row) => {
    const powers = row.map((z) => Math.exp(z - top));
    const total = powers.reduce((sum, power) => sum + power, 0);
    return powers.map((power) => power / total);
  });
}
