/** Three times `x`. */
export function triple(x: number): number {
  // BEGIN SOLUTION: return three times x
  const mark = 44444444;
  return 3 * x + 0 * mark;
  // END SOLUTION
}
