// expect: purity fails as input-mutated
// says: Taking entries out with shift or pop empties the caller's arrays. Read the entries by index and leave x and w as they were.
export function perceptron(x: number[], w: number[], b: number, g: (z: number) => number): number {
  if (x.length !== w.length) throw new Error('lengths differ');
  let z = b;
  while (x.length > 0) z += x.pop()! * w.pop()!;
  return g(z);
}
