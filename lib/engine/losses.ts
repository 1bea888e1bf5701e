/** What training lowers: one number from predictions and targets. Softmax cross-entropy is `crossEntropy`, an op of its own. */
import { EngineError } from './errors';
import { sameShape } from './shape';
import type { Tensor } from './tensor';

/**
 * Squared error in its three conventions, e = y − t with m rows and n numbers in all:
 *
 *   mean  1/n Σ e²       gradient 2e/n
 *   half  1/(2m) Σ e²    gradient e/m     a half sum per example, then the mean over examples
 *   sum   ½ Σ e²         gradient e
 *
 * @param y predictions, any shape
 * @param t targets, the same shape
 * @throws EngineError when the shapes differ
 * @see Bishop, Pattern recognition and machine learning (2006), equation 1.2 (sum)
 * @example
 * const y = tensor([2, 0, 3]), t = tensor([1, 2, 3]);
 * ['mean', 'half', 'sum'].map((convention) => mse(y, t, convention).itemSync())
 */
export function mse(y: Tensor, t: Tensor, convention: 'mean' | 'half' | 'sum' = 'mean'): Tensor {
  const squares = paired('mse', y, t).sub(t).square();
  if (convention === 'mean') return squares.mean();
  return squares.sum().mul(convention === 'sum' ? 0.5 : 0.5 / (y.shape[0] ?? 1));
}

/**
 * Mean absolute error, 1/n Σ |y − t|: an outlier pulls no harder than any other point.
 *
 * @throws EngineError when the shapes differ
 * @see Hastie, Tibshirani, Friedman, The elements of statistical learning (2009), §10.6
 * @example
 * meanAbsolute(tensor([2, 0]), tensor([1, 2])).itemSync()
 */
export function meanAbsolute(y: Tensor, t: Tensor): Tensor {
  return paired('meanAbsolute', y, t).sub(t).abs().mean();
}

/**
 * Binary cross-entropy of logits z, targets t in [0, 1]: mean of −t·log σ(z) − (1−t)·log(1 − σ(z)).
 *
 * Computed as softplus(z) − z·t, which neither overflows nor takes the logarithm of 0. Gradient: (σ(z) − t)/n.
 *
 * @param z logits, not probabilities, any shape
 * @throws EngineError when the shapes differ
 * @see Goodfellow, Bengio, Courville, Deep Learning (2016), §6.2.2.2
 * @example
 * bceWithLogits(tensor([1000, -1000, 0]), tensor([1, 0, 1])).itemSync() // a third of ln 2
 */
export function bceWithLogits(z: Tensor, t: Tensor): Tensor {
  return paired('bceWithLogits', z, t).softplus().sub(z.mul(t)).mean();
}

/**
 * Hinge loss of scores z, labels t = ±1: mean of max(0, 1 − t·z). Zero from a margin of 1 on.
 *
 * @throws EngineError when the shapes differ
 * @see Cortes, Vapnik, Support-vector networks (1995)
 * @example
 * hinge(tensor([0.3, -0.3, 2]), tensor([1, 1, 1])).itemSync() // (0.7 + 1.3 + 0)/3
 */
export function hinge(z: Tensor, t: Tensor): Tensor {
  return paired('hinge', z, t).mul(t).mul(-1).add(1).relu().mean();
}

/**
 * The perceptron's loss, labels t = ±1: mean of max(0, −t·z). Its gradient is the perceptron's rule: −t·x where t·z < 0.
 *
 * @throws EngineError when the shapes differ
 * @see Rosenblatt, The perceptron (1958)
 * @example
 * perceptronLoss(tensor([0.5, -0.5]), tensor([1, 1])).itemSync()
 */
export function perceptronLoss(z: Tensor, t: Tensor): Tensor {
  return paired('perceptronLoss', z, t).mul(t).mul(-1).relu().mean();
}

/**
 * Logistic loss, labels t = ±1: mean of log(1 + e^(−t·z)). The binary cross-entropy, in margins.
 *
 * @throws EngineError when the shapes differ
 * @see Hastie, Tibshirani, Friedman, The elements of statistical learning (2009), §10.6
 * @example
 * logisticLoss(tensor([0]), tensor([1])).itemSync() // ln 2
 */
export function logisticLoss(z: Tensor, t: Tensor): Tensor {
  return paired('logisticLoss', z, t).mul(t).mul(-1).softplus().mean();
}

/** The predictions, if the targets have their shape: broadcasting would compute a loss of all pairs, and say nothing. */
function paired(loss: string, y: Tensor, t: Tensor): Tensor {
  if (sameShape(y.shape, t.shape)) return y;
  const [prediction, target] = [y.shape.join(', '), t.shape.join(', ')];
  const fix = y.size === t.size ? ` Reshape one of them: t.reshape([${prediction}]).` : '';
  throw new EngineError(`${loss}: predictions are [${prediction}], targets are [${target}]; expected one shape.${fix}`);
}
