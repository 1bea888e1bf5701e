/** Twice `x`. */
export function double(x: number): number {
  // BEGIN SOLUTION: double
  return 2 * x;
  // END SOLUTION
}
