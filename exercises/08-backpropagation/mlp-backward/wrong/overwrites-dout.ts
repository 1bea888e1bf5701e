// expect: purity fails as overwrites-dout
// says: The incoming gradient dOut is overwritten on the way. Make a new array for each δ and leave the arguments alone.
type Mat = number[][];
type Layer = { W: Mat; b: number[]; act: 'identity' | 'sigmoid' | 'tanh' | 'relu' };

const matmul = (A: Mat, B: Mat): Mat =>
  A.map((row) => {
    if (row.length !== B.length) throw new Error(`matmul: a row of ${row.length} numbers meets ${B.length} rows`);
    return B[0].map((_, j) => row.reduce((sum, a, i) => sum + a * B[i][j], 0));
  });
const transpose = (A: Mat): Mat => A[0].map((_, j) => A.map((row) => row[j]));

function slope(act: Layer['act'], a: number): number {
  if (act === 'sigmoid') return a * (1 - a);
  if (act === 'tanh') return 1 - a * a;
  if (act === 'relu') return a > 0 ? 1 : 0;
  return 1;
}

export function mlpBackward(layers: Layer[], cache: Mat[], dOut: Mat) {
  const dW: Mat[] = [];
  const db: number[][] = [];
  let dA = dOut;
  for (let l = layers.length - 1; l >= 0; l--) {
    const { W, act } = layers[l];
    const delta = dA;
    delta.forEach((row, i) => row.forEach((d, j) => (row[j] = d * slope(act, cache[l + 1][i][j]))));
    dW[l] = matmul(transpose(cache[l]), delta);
    db[l] = delta[0].map((_, j) => delta.reduce((sum, row) => sum + row[j], 0));
    dA = matmul(delta, transpose(W));
  }
  return { dW, db, dX: dA };
}
