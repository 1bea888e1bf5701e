// expect: random-batches fails as grad-of-all-classes-but-true
// says: The gradient of the true class is left at 0. Its logit matters too: its slope is p − 1, the only negative one in the row.
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
    loss += (top + Math.log(total) - row[label]) / m;
    return p.map((pj, j) => (j === label ? 0 : pj / m));
  });
  return { loss, grad };
}
