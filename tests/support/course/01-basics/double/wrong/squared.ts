// expect: random fails as squared
// says: You squared the number. Doubling adds it to itself.
export function double(x: number): number {
  return x * x;
}
