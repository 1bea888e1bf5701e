// expect: far-logits fails as log-of-clamped-p
// says: The probability is kept away from 0 before the logarithm, so the loss of a badly wrong sample stops growing at a ceiling. Work with the logits: the logarithm and the exponential cancel.
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
    loss += -Math.log(Math.max(p[label], 1e-12)) / m;
    return p.map((pj, j) => (pj - (j === label ? 1 : 0)) / m);
  });
  return { loss, grad };
}
