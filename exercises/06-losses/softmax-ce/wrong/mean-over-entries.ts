// expect: random-batches fails as mean-over-entries
// says: The sum is divided by the number of entries m·k instead of the number of samples m. A batch of m samples has m losses, however many classes there are.
export function softmaxCE(Z: number[][], y: number[]): { loss: number; grad: number[][] } {
  const m = Z.length;
  if (y.length !== m) throw new Error('one label for each row');
  let loss = 0;
  const grad = Z.map((row, i) => {
    const label = y[i];
    if (label < 0 || label >= row.length) throw new Error('no such class');
    const top = Math.max(...row);
    const total = row.reduce((sum, z) => sum + Math.exp(z - top), 0);
    const p = row.map((z) => Math.exp(z - top) / total);
    loss += (top + Math.log(total) - row[label]) / (m * row.length);
    return p.map((pj, j) => (pj - (j === label ? 1 : 0)) / (m * row.length));
  });
  return { loss, grad };
}
