// log Σ e^{z_c − z_y}, with the true class as the reference point; its own term is e⁰ = 1.
export function softmaxCE(Z: number[][], y: number[]): { loss: number; grad: Float64Array[] } {
  if (Z.length !== y.length) throw new Error('length');
  const m = Z.length;
  let loss = 0;
  const grad = Z.map((row, i) => {
    const t = y[i];
    if (t < 0 || t > row.length - 1) throw new Error('label');
    const d = Float64Array.from(row, (z) => z - row[t]);
    const top = d.reduce((a, b) => Math.max(a, b), 0);
    let rest = 0;
    d.forEach((v, j) => {
      if (j !== t) rest += Math.exp(v - top);
    });
    const total = rest + Math.exp(-top);
    // log1p keeps a nearly perfect prediction exact
    loss += top === 0 ? Math.log1p(rest) : top + Math.log(total);
    return d.map((v, j) => (j === t ? -rest / total : Math.exp(v - top) / total) / m);
  });
  return { loss: m === 0 ? 0 : loss / m, grad };
}
