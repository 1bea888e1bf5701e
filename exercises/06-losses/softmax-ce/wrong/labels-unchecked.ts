// expect: bad-labels fails as did-not-throw
// says: A label that names no class slips through and yields a number or NaN. Check each label against 0 … k−1, and the number of labels against the number of rows.
export function softmaxCE(Z: number[][], y: number[]): { loss: number; grad: number[][] } {
  const m = Z.length;
  let loss = 0;
  const grad = Z.map((row, i) => {
    const top = Math.max(...row);
    const total = row.reduce((sum, z) => sum + Math.exp(z - top), 0);
    loss += (top + Math.log(total) - row[y[i]]) / m;
    return row.map((z, j) => (Math.exp(z - top) / total - (j === y[i] ? 1 : 0)) / m);
  });
  return { loss, grad };
}
