/** The central difference of f at x. */
export function slope(f: (x: number) => number, x: number, h: number): number {
  // BEGIN SOLUTION: the central difference
  return (f(x + h) - f(x - h)) / (2 * h);
  // END SOLUTION
}
