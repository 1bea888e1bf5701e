/** The length of x. */
export function norm(x: number[]): number {
  // BEGIN SOLUTION: the root of the sum of squares
  let sum = 0;
  for (const value of x) sum += value * value;
  return Math.sqrt(sum);
  // END SOLUTION
}
