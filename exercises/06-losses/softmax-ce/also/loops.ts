export function softmaxCE(Z: number[][], y: number[]): { loss: number; grad: number[][] } {
  if (Z.length !== y.length) throw new Error('Z and y differ in length');
  if (Z.length === 0) return { loss: 0, grad: [] };
  const k = Z[0].length;
  let total = 0;
  const grad: number[][] = [];
  for (let i = 0; i < Z.length; i++) {
    if (!(y[i] >= 0 && y[i] < k)) throw new RangeError('label out of range');
    let max = Z[i][0];
    for (let j = 1; j < k; j++) if (Z[i][j] > max) max = Z[i][j];
    let s = 0;
    for (let j = 0; j < k; j++) s += Math.exp(Z[i][j] - max);
    const logsum = max + Math.log(s);
    total += logsum - Z[i][y[i]];
    const row = new Array(k).fill(0);
    for (let j = 0; j < k; j++) row[j] = Math.exp(Z[i][j] - logsum) / Z.length;
    row[y[i]] -= 1 / Z.length;
    grad.push(row);
  }
  return { loss: total / Z.length, grad };
}
