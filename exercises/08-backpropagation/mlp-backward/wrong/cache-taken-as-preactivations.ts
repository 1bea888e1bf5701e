// expect: random-nets fails as cache-taken-as-preactivations
// says: The cached values are squashed a second time before the slope is taken. The cache holds activations a = φ(z): write the slope through a, for the sigmoid a(1 − a).
type Mat = number[][];
type Layer = { W: Mat; b: number[]; act: 'identity' | 'sigmoid' | 'tanh' | 'relu' };

const matmul = (A: Mat, B: Mat): Mat =>
  A.map((row) => {
    if (row.length !== B.length) throw new Error(`matmul: a row of ${row.length} numbers meets ${B.length} rows`);
    return B[0].map((_, j) => row.reduce((sum, a, i) => sum + a * B[i][j], 0));
  });
const transpose = (A: Mat): Mat => A[0].map((_, j) => A.map((row) => row[j]));

function slope(act: Layer['act'], z: number): number {
  const s = 1 / (1 + Math.exp(-z));
  if (act === 'sigmoid') return s * (1 - s);
  if (act === 'tanh') return 1 - Math.tanh(z) ** 2;
  if (act === 'relu') return z > 0 ? 1 : 0;
  return 1;
}

export function mlpBackward(layers: Layer[], cache: Mat[], dOut: Mat) {
  const dW: Mat[] = [];
  const db: number[][] = [];
  let dA = dOut;
  for (let l = layers.length - 1; l >= 0; l--) {
    const { W, act } = layers[l];
    const delta = dA.map((row, i) => row.map((d, j) => d * slope(act, cache[l + 1][i][j])));
    dW[l] = matmul(transpose(cache[l]), delta);
    db[l] = delta[0].map((_, j) => delta.reduce((sum, row) => sum + row[j], 0));
    dA = matmul(delta, transpose(W));
  }
  return { dW, db, dX: dA };
}
