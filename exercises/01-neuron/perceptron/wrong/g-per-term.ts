// expect: random-neurons fails as g-per-term
// says: Each product is squashed by itself before the sum. A neuron adds up everything first, bias included, and squashes the total once.
export function perceptron(x: number[], w: number[], b: number, g: (z: number) => number): number {
  if (x.length !== w.length) throw new Error('lengths differ');
  let y = g(b);
  for (let i = 0; i < x.length; i++) y += g(x[i] * w[i]);
  return y;
}
