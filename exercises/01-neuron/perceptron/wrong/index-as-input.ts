// expect: random-neurons fails as index-as-input
// says: The loop multiplies the weights by positions 0, 1, 2, … instead of by the inputs. `for (const i in x)` and `x.keys()` give positions; the inputs are x[i].
export function perceptron(x: number[], w: number[], b: number, g: (z: number) => number): number {
  if (x.length !== w.length) throw new Error('lengths differ');
  let z = b;
  for (const i of x.keys()) z += i * w[i];
  return g(z);
}
