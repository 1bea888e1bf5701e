/** Softmax cross-entropy, row by row. */
import type { CrossEntropyCall, Plain } from '../../backend';
import { exp, log } from '../../math';

export const crossEntropy: Plain<CrossEntropyCall> = (call) => () => {
  const z = call.logits.data!;
  const t = call.targets.data!;
  const grad = call.grad.data!;
  const { labels, columns: n, scale } = call;
  for (let r = 0, start = 0; r < call.rows; r++, start += n) {
    let shift = z[start]!;
    for (let j = start + 1; j < start + n; j++) shift = Math.max(shift, z[j]!);
    let sum = 0;
    for (let j = start; j < start + n; j++) {
      const v = exp(z[j]! - shift);
      grad[j] = v;
      sum += v;
    }
    const logSum = shift + log(sum);
    let loss = 0;
    let total = 0;
    for (let j = 0; j < n; j++) {
      const weight = labels ? (j === t[r] ? 1 : 0) : t[start + j]!;
      // What has no weight adds nothing, be it infinitely unlikely.
      if (weight !== 0) loss += weight * (logSum - z[start + j]!);
      total += weight;
    }
    for (let j = 0; j < n; j++) {
      const weight = labels ? (j === t[r] ? 1 : 0) : t[start + j]!;
      grad[start + j] = ((grad[start + j]! / sum) * total - weight) * scale;
    }
    call.loss.data![r] = labels && total === 0 ? NaN : loss;
  }
};
