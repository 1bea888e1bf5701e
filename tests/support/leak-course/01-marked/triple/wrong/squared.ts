// expect: derived fails as squared
// says: You multiplied the number by itself.
export function triple(x: number): number {
  return x * x;
}
