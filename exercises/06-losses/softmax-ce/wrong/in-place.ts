// expect: purity fails as in-place
// says: The gradient is written over the logits, so the caller's batch is lost. Build a new array and leave Z as it was.
export function softmaxCE(Z: number[][], y: number[]): { loss: number; grad: number[][] } {
  const m = Z.length;
  if (y.length !== m) throw new Error('one label for each row');
  let loss = 0;
  for (let i = 0; i < m; i++) {
    const row = Z[i];
    if (y[i] < 0 || y[i] >= row.length) throw new Error('no such class');
    const top = Math.max(...row);
    const total = row.reduce((sum, z) => sum + Math.exp(z - top), 0);
    loss += (top + Math.log(total) - row[y[i]]) / m;
    for (let j = 0; j < row.length; j++) row[j] = Math.exp(row[j] - top) / total / m;
    row[y[i]] -= 1 / m;
  }
  return { loss, grad: Z };
}
