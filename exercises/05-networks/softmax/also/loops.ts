export function softmax(Z: number[][]): number[][] {
  const out: number[][] = [];
  for (let i = 0; i < Z.length; i++) {
    let max = -Infinity;
    for (let j = 0; j < Z[i].length; j++) if (Z[i][j] > max) max = Z[i][j];
    let sum = 0;
    const row: number[] = [];
    for (let j = 0; j < Z[i].length; j++) {
      row[j] = Math.exp(Z[i][j] - max);
      sum += row[j];
    }
    for (let j = 0; j < row.length; j++) row[j] = row[j] / sum;
    out.push(row);
  }
  return out;
}
