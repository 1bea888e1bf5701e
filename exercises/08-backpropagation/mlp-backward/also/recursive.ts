// The last layer is handled here, the rest of the net by the same function.
const slopes = {
  identity: () => 1,
  sigmoid: (a: number) => a - a ** 2,
  tanh: (a: number) => 1 - a ** 2,
  relu: (a: number) => Number(a > 0),
};
const sum = (xs: number[]) => xs.reduce((a, b) => a + b, 0);

export function mlpBackward(layers: any[], cache: number[][][], dOut: number[][]): any {
  if (layers.length === 0) return { dW: [], db: [], dX: dOut };
  const { W, act } = layers.at(-1);
  const [inputs, outputs] = cache.slice(-2);
  const delta = dOut.map((row, i) => row.map((d, j) => d * slopes[act as keyof typeof slopes](outputs[i][j])));
  const dA = delta.map((row) => W.map((w: number[]) => sum(w.map((v, j) => v * row[j]))));
  const rest = mlpBackward(layers.slice(0, -1), cache.slice(0, -1), dA);
  const dW = inputs[0].map((_, i) => delta[0].map((_, j) => sum(delta.map((row, s) => inputs[s][i] * row[j]))));
  const db = delta[0].map((_, j) => sum(delta.map((row) => row[j])));
  return { dW: [...rest.dW, dW], db: [...rest.db, db], dX: rest.dX };
}
