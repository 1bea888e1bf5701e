/** Random inputs of checks: every draw comes from a named Threefry stream of the submission's seed. */

/** The constant array type of image tensors: row-major, `shape` N,C,H,W. */
export type Tensor = {
  shape: number[];
  data: Float64Array;
};

export interface Draw {
  /** Integer in [low, high], both included. */
  int(low: number, high: number): number;
  uniform(low?: number, high?: number): number;
  normal(mean?: number, sd?: number): number;
  bool(): boolean;
  pick<T>(items: readonly T[]): T;
  /** n normal numbers with standard deviation `sd` (1). */
  vector(n: number, sd?: number): number[];
  /** rows × columns. */
  matrix(rows: number, columns: number, sd?: number): number[][];
  tensor(shape: readonly number[], sd?: number): Tensor;
  /** `count` class labels in [0, classes). */
  labels(count: number, classes: number): number[];
  permutation(n: number): number[];
  /** `steps` gradient vectors of length n, of mixed scales. */
  gradients(steps: number, n: number): number[][];
}
