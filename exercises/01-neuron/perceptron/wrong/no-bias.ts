// expect: random-neurons fails as no-bias
// says: The bias is missing: your neuron's line always passes through the origin. Let the sum start at b instead of 0.
export function perceptron(x: number[], w: number[], b: number, g: (z: number) => number): number {
  if (x.length !== w.length) throw new Error('lengths differ');
  let z = 0;
  for (let i = 0; i < x.length; i++) z += x[i] * w[i];
  return g(z);
}
