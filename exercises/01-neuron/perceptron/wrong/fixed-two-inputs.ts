// expect: random-neurons fails as fixed-two-inputs
// says: Only the first two inputs are used, as in the worked example. A neuron may have any number of inputs: go through all of x.
export function perceptron(x: number[], w: number[], b: number, g: (z: number) => number): number {
  if (x.length !== w.length) throw new Error('lengths differ');
  return g(b + x[0] * w[0] + x[1] * w[1]);
}
