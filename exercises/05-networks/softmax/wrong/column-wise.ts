// expect: random-batches fails as column-wise
// says: Columns are normalised instead of rows. A row is one sample: its classes share the probability 1.
export function softmax(Z: number[][]): number[][] {
  const k = Z[0].length;
  const out = Z.map((row) => row.slice());
  for (let j = 0; j < k; j++) {
    const top = Math.max(...Z.map((row) => row[j]));
    let total = 0;
    for (const row of Z) total += Math.exp(row[j] - top);
    for (let i = 0; i < Z.length; i++) out[i][j] = Math.exp(Z[i][j] - top) / total;
  }
  return out;
}
