/** The one error of the engine: names the op, the tensors with their shapes, and what to change. */

/**
 * Something was asked that can't be computed. The message says what was expected, what came, and the likely fix.
 *
 * @example
 * try {
 *   tensor([[1, 2]]).matmul(tensor([[1, 2]]));
 * } catch (error) {
 *   error.message;
 * }
 */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}
