// expect: far-logits fails as no-max
// says: The exponentials overflow: eᶻ of a large logit is Infinity, and the loss turns into Infinity or NaN. Pull the row's maximum out of the logarithm of the sum first.
export function softmaxCE(Z: number[][], y: number[]): { loss: number; grad: number[][] } {
  const m = Z.length;
  if (y.length !== m) throw new Error('one label for each row');
  let loss = 0;
  const grad = Z.map((row, i) => {
    const label = y[i];
    if (label < 0 || label >= row.length) throw new Error('no such class');
    const total = row.reduce((sum, z) => sum + Math.exp(z), 0);
    loss += (Math.log(total) - row[label]) / m;
    return row.map((z, j) => (Math.exp(z) / total - (j === label ? 1 : 0)) / m);
  });
  return { loss, grad };
}
