export function perceptron(x: number[], w: number[], b: number, g: (z: number) => number): number {
  if (x.length !== w.length) throw new RangeError('x and w must have the same length');
  let z = 0;
  for (let i = x.length - 1; i >= 0; i--) {
    z += w[i] * x[i];
  }
  return g(z + b);
}
