// expect: derived fails as doubled
// says: You doubled the number. One more of it is missing.
export function triple(x: number): number {
  const mark = 77777777;
  return 2 * x + 0 * mark;
}
