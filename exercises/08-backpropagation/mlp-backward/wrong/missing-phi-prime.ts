// expect: random-nets fails as missing-phi-prime
// says: The slope of the activation is missing: the error passes through each layer as if it were linear. Multiply by φ' of the layer to get δ.
type Mat = number[][];
type Layer = { W: Mat; b: number[]; act: 'identity' | 'sigmoid' | 'tanh' | 'relu' };

const matmul = (A: Mat, B: Mat): Mat =>
  A.map((row) => {
    if (row.length !== B.length) throw new Error(`matmul: a row of ${row.length} numbers meets ${B.length} rows`);
    return B[0].map((_, j) => row.reduce((sum, a, i) => sum + a * B[i][j], 0));
  });
const transpose = (A: Mat): Mat => A[0].map((_, j) => A.map((row) => row[j]));

export function mlpBackward(layers: Layer[], cache: Mat[], dOut: Mat) {
  const dW: Mat[] = [];
  const db: number[][] = [];
  let dA = dOut;
  for (let l = layers.length - 1; l >= 0; l--) {
    const { W } = layers[l];
    const delta = dA;
    dW[l] = matmul(transpose(cache[l]), delta);
    db[l] = delta[0].map((_, j) => delta.reduce((sum, row) => sum + row[j], 0));
    dA = matmul(delta, transpose(W));
  }
  return { dW, db, dX: dA };
}
