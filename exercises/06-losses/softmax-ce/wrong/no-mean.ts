// expect: random-batches fails as no-mean
// says: This is the sum over the batch, for the loss and for the gradient. The statement asks for the mean: divide both by the number of samples.
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
    loss += top + Math.log(total) - row[label];
    return p.map((pj, j) => pj - (j === label ? 1 : 0));
  });
  return { loss, grad };
}
