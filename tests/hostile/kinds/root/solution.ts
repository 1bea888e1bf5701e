/** The square root of x; numbers below 0 have none. */
export function root(x: number): number {
  // BEGIN SOLUTION: the root, or an error
  if (x < 0) throw new RangeError('a number below 0 has no root');
  return Math.sqrt(x);
  // END SOLUTION
}
