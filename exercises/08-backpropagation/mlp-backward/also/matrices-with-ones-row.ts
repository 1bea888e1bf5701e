// Bias as one more row of W: the cache gets a column of ones, and dW and db come out of one product.
const T = (A: number[][]) => A[0].map((_, j) => A.map((row) => row[j]));
const mul = (A: number[][], B: number[][]) => {
  const columns = T(B);
  return A.map((row) => columns.map((column) => row.reduce((s, v, i) => s + v * column[i], 0)));
};
const prime: Record<string, (a: number) => number> = {
  identity: () => 1,
  sigmoid: (a) => a * (1 - a),
  tanh: (a) => 1 - a * a,
  relu: (a) => (a === 0 ? 0 : 1),
};

export function mlpBackward(
  layers: { W: number[][]; b: number[]; act: string }[],
  cache: number[][][],
  dOut: number[][],
) {
  return layers.reduceRight<{ dW: number[][][]; db: number[][]; dX: number[][] }>(
    ({ dW, db, dX }, { W, act }, l) => {
      const delta = dX.map((row, i) => row.map((d, j) => d * prime[act](cache[l + 1][i][j])));
      const both = mul(T(cache[l].map((row) => [...row, 1])), delta);
      return { dW: [both.slice(0, -1), ...dW], db: [both[both.length - 1], ...db], dX: mul(delta, T(W)) };
    },
    { dW: [], db: [], dX: dOut },
  );
}
