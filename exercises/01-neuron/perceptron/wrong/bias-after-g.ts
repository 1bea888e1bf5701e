// expect: random-neurons fails as bias-after-g
// says: The bias is added after the activation. It belongs inside, into the sum that g receives.
export function perceptron(x: number[], w: number[], b: number, g: (z: number) => number): number {
  if (x.length !== w.length) throw new Error('lengths differ');
  let z = 0;
  for (let i = 0; i < x.length; i++) z += x[i] * w[i];
  return g(z) + b;
}
