function softmaxRow(row: number[]): number[] {
  const top = Math.max.apply(null, row);
  const e = row.map((z) => Math.exp(z - top));
  const s = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / s);
}

export function softmaxCE(Z: number[][], y: number[]): { loss: number; grad: number[][] } {
  const m = Z.length;
  if (m !== y.length) throw new Error('length mismatch');
  const result = { loss: 0, grad: Z.map(softmaxRow) };
  for (const [i, label] of y.entries()) {
    const row = Z[i];
    if (row[label] === undefined) throw new Error(`label ${label}`);
    const top = Math.max(...row);
    result.loss -= row[label] - top - Math.log(row.reduce((s, z) => s + Math.exp(z - top), 0));
    result.grad[i][label] -= 1;
  }
  if (m > 0) {
    result.loss /= m;
    result.grad = result.grad.map((row) => row.map((g) => g / m));
  }
  return result;
}
