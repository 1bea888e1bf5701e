// p = exp(z − logsumexp(z))
const logSumExp = (row: number[]): number => {
  const m = row.reduce((a, b) => Math.max(a, b));
  return m + Math.log(row.map((z) => Math.exp(z - m)).reduce((a, b) => a + b, 0));
};

export const softmax = (Z: number[][]): number[][] =>
  Z.map((row) => {
    const l = logSumExp(row);
    return row.map((z) => Math.exp(z - l));
  });
