// expect: random-neurons fails as bias-times-n
// says: The bias is added once for every input. A neuron has one bias: add it once, outside the loop over the inputs.
export function perceptron(x: number[], w: number[], b: number, g: (z: number) => number): number {
  if (x.length !== w.length) throw new Error('lengths differ');
  let z = 0;
  for (let i = 0; i < x.length; i++) z += x[i] * w[i] + b;
  return g(z);
}
