// expect: random-neurons fails as g-forgotten
// says: This is the sum z itself. The neuron's output is g(z): pass the sum through the activation before you return it.
export function perceptron(x: number[], w: number[], b: number, g: (z: number) => number): number {
  if (x.length !== w.length) throw new Error('lengths differ');
  let z = b;
  for (let i = 0; i < x.length; i++) z += x[i] * w[i];
  return z;
}
