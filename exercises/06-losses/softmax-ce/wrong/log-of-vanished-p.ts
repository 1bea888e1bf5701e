// expect: far-logits fails as log-of-vanished-p
// says: The probability of the true class underflows to 0, and its logarithm is −Infinity. Take the logarithm on paper first: log of a quotient, log of an exponential.
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
    loss += -Math.log(p[label]) / m;
    return p.map((pj, j) => (pj - (j === label ? 1 : 0)) / m);
  });
  return { loss, grad };
}
