// expect: random-batches fails as sigmoid-instead
// says: Each logit is squashed on its own by a sigmoid. Softmax lets the classes of a row compete: divide by the sum over the row.
export function softmax(Z: number[][]): number[][] {
  return Z.map((row) => row.map((z) => 1 / (1 + Math.exp(-z))));
}
