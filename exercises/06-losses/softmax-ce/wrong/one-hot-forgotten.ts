// expect: random-batches fails as one-hot-forgotten
// says: The gradient is softmax alone, so every logit would be pushed down. Subtract 1 at the true class, where the target probability is 1.
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
    return p.map((pj, j) => pj / m);
  });
  return { loss, grad };
}
