// expect: random-batches fails as sum-not-reset
// says: The sum runs on from row to row, so each sample is also divided by those before it. Start the sum afresh for every row.
export function softmax(Z: number[][]): number[][] {
  let total = 0;
  return Z.map((row) => {
    const top = Math.max(...row);
    const powers = row.map((z) => Math.exp(z - top));
    for (const power of powers) total += power;
    return powers.map((power) => power / total);
  });
}
