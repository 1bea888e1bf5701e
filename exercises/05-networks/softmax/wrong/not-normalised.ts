// expect: random-batches fails as not-normalised
// says: These are the exponentials, not yet probabilities. Divide each row by its own sum.
export function softmax(Z: number[][]): number[][] {
  return Z.map((row) => {
    const top = Math.max(...row);
    return row.map((z) => Math.exp(z - top));
  });
}
