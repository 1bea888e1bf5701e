/** k times x, as a new vector. */
export function scale(x: Float64Array, k: number): Float64Array {
  // BEGIN SOLUTION: the product
  return x.map((value) => k * value);
  // END SOLUTION
}
