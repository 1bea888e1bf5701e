// expect: random-batches fails as divided-by-sum-of-logits
// says: The row is divided by the sum of its logits. Exponentiate first, then divide by the sum of the exponentials: only those are all positive.
export function softmax(Z: number[][]): number[][] {
  return Z.map((row) => {
    const total = row.reduce((sum, z) => sum + z, 0);
    return row.map((z) => z / total);
  });
}
