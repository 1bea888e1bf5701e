/** Looking into a network: accuracy, dead units, and the numbers and bars that plots of gradients and activations need. */
import type { Floats } from './backend';
import { EngineError } from './errors';
import type { Tensor } from './tensor';

/**
 * The share of right answers, one number: argmax of the logits equals the class number. With one logit per row: z > 0 means 1.
 *
 * @param logits [batch, classes], or [batch, 1], or [batch]
 * @param labels class numbers, as many as rows
 * @throws EngineError when there are not as many labels as rows
 * @example
 * accuracy(tensor([[2, 1], [0, 3]]), tensor([0, 0])).itemSync()
 */
export function accuracy(logits: Tensor, labels: Tensor): Tensor {
  const classes = logits.rank < 2 ? 1 : logits.shape.at(-1)!;
  if (labels.size * classes !== logits.size) {
    throw new EngineError(`accuracy: logits ${logits.title}, labels ${labels.title}; expected one label for each row`);
  }
  const answers = classes === 1 ? logits.greater(0) : logits.argmax(-1);
  return answers.flatten().equal(labels.flatten()).mean();
}

/**
 * 1 for each unit that is 0 for every example, else 0: ReLU units that are dead for this data. `.sum()` counts them.
 *
 * @param y activations [batch, …, units]
 * @returns [units]
 * @example
 * deadUnits(tensor([[0, 1, 0], [0, 0, 2]])).arraySync()
 */
export function deadUnits(y: Tensor): Tensor {
  return y
    .abs()
    .reshape([-1, y.shape.at(-1) ?? 1])
    .max(0)
    .equal(0);
}

export interface Statistics {
  readonly mean: number;
  /** Square root of the biased variance. */
  readonly std: number;
  readonly least: number;
  readonly most: number;
  /** √Σx² */
  readonly norm: number;
  /** Share of numbers that are exactly 0. */
  readonly zeros: number;
  /** Numbers that are NaN or infinite. The others count above. */
  readonly broken: number;
}

/**
 * What a plot tells of many numbers: weights, gradients (`p.grad`) or activations of a layer.
 *
 * @param values as `await t.data()` gives them
 * @example
 * statistics(new Float64Array([3, -4, 0, 1]))
 */
export function statistics(values: Floats): Statistics {
  let [n, sum, squares, none] = [0, 0, 0, 0];
  let [least, most] = [Infinity, -Infinity];
  for (const x of values) {
    if (!Number.isFinite(x)) continue;
    n += 1;
    sum += x;
    squares += x * x;
    if (x === 0) none += 1;
    if (x < least) least = x;
    if (x > most) most = x;
  }
  const mean = sum / n;
  let spread = 0;
  for (const x of values) if (Number.isFinite(x)) spread += (x - mean) * (x - mean);
  const broken = values.length - n;
  return { mean, std: Math.sqrt(spread / n), least, most, norm: Math.sqrt(squares), zeros: none / n, broken };
}

/**
 * How many numbers fall into each of `bins` equal parts of [least, most]; the last part has both its ends.
 *
 * @param range unless told, that of the numbers. What lies outside, and NaN, is not counted
 * @throws EngineError unless there is a bin
 * @example
 * histogram(new Float64Array([0, 1, 1, 4]), 4)
 */
export function histogram(
  values: Floats,
  bins: number,
  range?: readonly [number, number],
): { edges: number[]; counts: number[] } {
  if (!(Number.isInteger(bins) && bins > 0)) throw new EngineError(`histogram: ${bins} bins; expected 1, 2, …`);
  const { least, most } = statistics(values);
  const [low, high] =
    range ?? (least < most ? [least, most] : [(least === most ? least : 0) - 0.5, (least === most ? least : 0) + 0.5]);
  const edges = Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins);
  const counts = new Array<number>(bins).fill(0);
  for (const x of values) {
    if (x >= low && x <= high) counts[Math.min(bins - 1, Math.floor(((x - low) / (high - low)) * bins))]! += 1;
  }
  return { edges, counts };
}
