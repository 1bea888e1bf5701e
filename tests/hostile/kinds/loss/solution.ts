/** Half of the squared error of w · x, and its gradient by w. */
export function loss(w: number[], x: number[], y: number): { loss: number; grad: number[] } {
  // BEGIN SOLUTION: the error, then both
  const error = w.reduce((sum, value, i) => sum + value * (x[i] ?? 0), -y);
  return { loss: (error * error) / 2, grad: x.map((value) => error * value) };
  // END SOLUTION
}
