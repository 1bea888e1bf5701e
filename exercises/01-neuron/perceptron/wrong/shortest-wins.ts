// expect: length-mismatch fails as did-not-throw
// says: When x and w have different lengths, the rest is ignored silently. Such a call is a mistake of the caller: throw an Error.
export function perceptron(x: number[], w: number[], b: number, g: (z: number) => number): number {
  let z = b;
  for (let i = 0; i < Math.min(x.length, w.length); i++) z += x[i] * w[i];
  return g(z);
}
