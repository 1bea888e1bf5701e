// The bias as the weight of a constant input 1.
const dot = (a: number[], c: number[]) => a.map((v, i) => v * c[i]).reduce((s, v) => s + v, 0);

export const perceptron = (x: number[], w: number[], b: number, g: (z: number) => number): number => {
  if (x.length !== w.length) throw new Error(`need ${x.length} weights`);
  return g(dot([1, ...x], [b, ...w]));
};
