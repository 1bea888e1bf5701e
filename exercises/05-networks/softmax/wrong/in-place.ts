// expect: purity fails as in-place
// says: The probabilities are written over the logits, so the caller's batch is lost. Build a new array and leave Z as it was.
export function softmax(Z: number[][]): number[][] {
  for (const row of Z) {
    const top = Math.max(...row);
    let total = 0;
    for (let j = 0; j < row.length; j++) {
      row[j] = Math.exp(row[j] - top);
      total += row[j];
    }
    for (let j = 0; j < row.length; j++) row[j] /= total;
  }
  return Z;
}
