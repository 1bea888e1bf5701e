// One sample at a time: δ as a vector, dW as a sum of outer products a ⊗ δ.
type Layer = { W: number[][]; b: number[]; act: 'identity' | 'sigmoid' | 'tanh' | 'relu' };

export const mlpBackward = (layers: Layer[], cache: number[][][], dOut: number[][]) => {
  const dW = layers.map(({ W }) => W.map((row) => Float64Array.from(row, () => 0)));
  const db = layers.map(({ b }) => new Float64Array(b.length));
  const dX = dOut.map((start, s) => {
    let error = Float64Array.from(start);
    for (const l of [...layers.keys()].reverse()) {
      const out = cache[l + 1][s];
      const delta = error.map((e, j) => e * derivative(layers[l].act, out[j]));
      delta.forEach((d, j) => (db[l][j] += d));
      cache[l][s].forEach((a, i) => delta.forEach((d, j) => (dW[l][i][j] += a * d)));
      error = Float64Array.from(layers[l].W, (row) => row.reduce((sum, w, j) => sum + w * delta[j], 0));
    }
    return error;
  });
  return { dW, db, dX };
};

function derivative(act: Layer['act'], a: number): number {
  return { identity: 1, sigmoid: a * (1 - a), tanh: 1 - a * a, relu: Math.sign(a) }[act];
}
