// expect: random-neurons fails as sign-of-bias
// says: The bias enters with a minus, as if it were a threshold. In this course it is added: z = b + Σ xᵢwᵢ.
export function perceptron(x: number[], w: number[], b: number, g: (z: number) => number): number {
  if (x.length !== w.length) throw new Error('lengths differ');
  let z = -b;
  for (let i = 0; i < x.length; i++) z += x[i] * w[i];
  return g(z);
}
