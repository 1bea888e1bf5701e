/** Exercise 8.5: backpropagation through a multi-layer perceptron, one batch at a time. */

export type Mat = number[][];
export type Vec = number[];

/** One layer: A_out = φ(A_in·W + b), with W n×k, b of length k, and φ named by `act`. */
export interface Layer {
  W: Mat;
  b: Vec;
  act: 'identity' | 'sigmoid' | 'tanh' | 'relu';
}

/** A·B for A m×n and B n×k. Given: you may use it. */
function matmul(A: Mat, B: Mat): Mat {
  return A.map((row) => {
    if (row.length !== B.length) throw new Error(`matmul: a row of ${row.length} numbers meets ${B.length} rows`);
    return (B[0] ?? []).map((_, j) => row.reduce((sum, a, i) => sum + a * (B[i]?.[j] ?? NaN), 0));
  });
}

/** Aᵀ. Given: you may use it. */
function transpose(A: Mat): Mat {
  return (A[0] ?? []).map((_, j) => A.map((row) => row[j] ?? NaN));
}

// BEGIN HIDDEN
/** φ'(z), written through the activation a = φ(z): the cache holds activations. */
const SLOPE: Record<Layer['act'], (a: number) => number> = {
  identity: () => 1,
  sigmoid: (a) => a * (1 - a),
  tanh: (a) => 1 - a * a,
  relu: (a) => (a > 0 ? 1 : 0),
};

// END HIDDEN
/**
 * Gradients of a loss L with respect to every weight and bias and to the inputs, given ∂L/∂out. From the last layer back:
 *
 *   δˡ = ∂L/∂Aˡ ⊙ φ'(Zˡ)     dWˡ = (Aˡ⁻¹)ᵀ·δˡ     dbˡ = Σ_rows δˡ     ∂L/∂Aˡ⁻¹ = δˡ·(Wˡ)ᵀ
 *
 * @param layers layers l = 1…L, at `layers[l − 1]`
 * @param cache activations of a forward pass, L + 1 arrays: `cache[0]` = X (m×n), `cache[l]` = Aˡ after layer l
 * @param dOut ∂L/∂out, m×k: what one unit of change in each output does to the loss
 * @returns dW and db, in the order and shapes of the layers' W and b, and dX = ∂L/∂X, m×n; all new arrays
 */
export function mlpBackward(layers: Layer[], cache: Mat[], dOut: Mat): { dW: Mat[]; db: Vec[]; dX: Mat } {
  // BEGIN SOLUTION: go through the layers from last to first and return { dW, db, dX }
  const dW: Mat[] = [];
  const db: Vec[] = [];
  let dA = dOut;
  for (const [l, layer] of [...layers.entries()].reverse()) {
    const before = cache[l] ?? [];
    const after = cache[l + 1] ?? [];
    const slope = SLOPE[layer.act];
    const delta = dA.map((row, i) => row.map((d, j) => d * slope(after[i]?.[j] ?? NaN)));
    dW.unshift(matmul(transpose(before), delta));
    db.unshift(layer.b.map((_, j) => delta.reduce((sum, row) => sum + (row[j] ?? NaN), 0)));
    dA = matmul(delta, transpose(layer.W));
  }
  return { dW, db, dX: dA };
  // END SOLUTION
}
