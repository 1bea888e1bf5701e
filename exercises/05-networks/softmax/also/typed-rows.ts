// Rows come back as Float64Array.
export function softmax(Z: number[][]): Float64Array[] {
  return Z.map((row) => {
    const p = new Float64Array(row);
    const top = p.reduce((a, b) => (a > b ? a : b), -Infinity);
    let total = 0;
    p.forEach((z, j) => {
      p[j] = Math.exp(z - top);
      total += p[j];
    });
    return p.map((e) => e / total);
  });
}
