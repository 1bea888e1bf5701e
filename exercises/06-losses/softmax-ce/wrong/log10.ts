// expect: random-batches fails as log10
// says: The logarithm is the one to base 10. Cross entropy here uses the natural logarithm, the one whose slope is p − y.
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
    loss += (Math.log10(Math.exp(1)) * (top - row[label]) + Math.log10(total)) / m;
    return p.map((pj, j) => (pj - (j === label ? 1 : 0)) / m);
  });
  return { loss, grad };
}
