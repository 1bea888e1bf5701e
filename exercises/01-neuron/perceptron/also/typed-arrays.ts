export function perceptron(x: ArrayLike<number>, w: ArrayLike<number>, b: number, g: (z: number) => number): number {
  if (w.length !== x.length) throw new TypeError('lengths differ');
  const inputs = Float64Array.from(x);
  const weights = Float64Array.from(w);
  let z = b;
  inputs.forEach((value, i) => {
    z = z + value * weights[i];
  });
  return g(z);
}
