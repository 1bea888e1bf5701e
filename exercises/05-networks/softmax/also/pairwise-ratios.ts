// p_j = 1 / Σ_c e^{z_c − z_j}: no maximum is needed, an overflow to Infinity correctly gives 0.
export function softmax(Z: number[][]): number[][] {
  return Z.map((row) =>
    row.map((zj) => (zj === -Infinity ? 0 : 1 / row.reduce((sum, zc) => sum + Math.exp(zc - zj), 0))),
  );
}
