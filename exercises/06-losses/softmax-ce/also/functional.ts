const lse = (row: number[]) => {
  const m = Math.max(...row);
  return m + Math.log(row.reduce((s, z) => s + Math.exp(z - m), 0));
};
const mean = (xs: number[]) => (xs.length ? xs.reduce((a, b) => a + b) / xs.length : 0);

export const softmaxCE = (Z: number[][], y: number[]) => {
  if (Z.length !== y.length || Z.some((row, i) => !(y[i] in row))) throw new Error('bad labels');
  return {
    loss: mean(Z.map((row, i) => lse(row) - row[y[i]])),
    grad: Z.map((row, i) => row.map((z, j) => (Math.exp(z - lse(row)) - Number(j === y[i])) / Z.length)),
  };
};
