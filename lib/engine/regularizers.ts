/** Against learning by heart: penalties, early stopping, clipped gradients, and masks that prune the smallest weights. */
import { EngineError } from './errors';
import type { Optimizer } from './optimizer';
import type { Tensor } from './tensor';
import type { StoredTensor } from './weights';

const sumOf = (terms: readonly Tensor[]): Tensor => terms.reduce((sum, term) => sum.add(term));

/** Σ f(w) over those of the parameters that are weights: two axes or more. Biases, gains and slopes have one, and go free. */
function total(what: string, params: readonly Tensor[], f: (w: Tensor) => Tensor): { sum: Tensor; terms: Tensor[] } {
  const terms = params.filter((p) => p.rank >= 2).map(f);
  if (terms.length > 0) return { terms, sum: sumOf(terms) };
  throw new EngineError(`${what}: none of the parameters is a weight, that is, has two axes or more`);
}

/**
 * λ Σ|w| over all weights, biases excluded. Add it to the loss. Gradient: λ·sign(w), so small weights go to 0 and stay there.
 *
 * @throws EngineError when there are no weights
 * @see Tibshirani, Regression shrinkage and selection via the lasso (1996)
 * @example
 * l1([parameter([[1, -2], [0.5, 0]], 'w')], 0.1).itemSync()
 */
export function l1(params: readonly Tensor[], lambda: number): Tensor {
  return total('l1', params, (w) => w.abs().sum()).sum.mul(lambda);
}

/**
 * λ Σw² over all weights, biases excluded, without ½. Add it to the loss. Gradient: 2λw.
 *
 * @throws EngineError when there are no weights
 * @see Hoerl, Kennard, Ridge regression (1970); Krogh, Hertz, A simple weight decay can improve generalization (1992)
 * @example
 * l2([parameter([[1, -2], [0.5, 0]], 'w')], 0.1).itemSync()
 */
export function l2(params: readonly Tensor[], lambda: number): Tensor {
  return total('l2', params, (w) => w.square().sum()).sum.mul(lambda);
}

/**
 * λ Σ_l (V_l − V̄)², with V_l the variance of the weights of layer l and V̄ the mean of these: pulls layers to equal variance.
 *
 * Slides list it as a regulariser against vanishing gradients. What serves that end is first weights of the right variance
 * (`xavier`, `he`): layers of unequal width need unequal variances.
 *
 * @throws EngineError when there are no weights
 * @example
 * weightVariance([parameter([[1, -1]], 'a'), parameter([[3, -3]], 'b')], 1).itemSync() // V = 1 and 9, V̄ = 5
 */
export function weightVariance(params: readonly Tensor[], lambda: number): Tensor {
  const { sum, terms } = total('weightVariance', params, (w) => w.sub(w.mean()).square().mean());
  const mean = sum.div(terms.length);
  return sumOf(terms.map((v) => v.sub(mean).square())).mul(lambda);
}

/**
 * Gradients shortened together to at most `most`: g·min(1, most/‖g‖), with ‖g‖ the norm over all numbers of all of them.
 * The direction stays. Optimizers do it themselves when they are given `clipNorm`.
 *
 * @throws EngineError unless `most` is above 0
 * @see Pascanu, Mikolov, Bengio, On the difficulty of training recurrent neural networks (2013), algorithm 1
 * @example
 * clipByNorm([tensor([3, 4])], 1).map((g) => g.arraySync())
 */
export function clipByNorm(gradients: readonly Tensor[], most: number): Tensor[] {
  if (!(most > 0)) throw new EngineError(`clipByNorm: the largest norm is ${most}; expected a number above 0`);
  const squares = gradients.map((g) => g.square().sum());
  if (squares.length === 0) return [];
  const factor = sumOf(squares).sqrt().reciprocal().mul(most).minimum(1);
  return gradients.map((g) => g.mul(factor));
}

/**
 * Stops training when the validation loss has not fallen for `patience` epochs in a row, and keeps what was best.
 *
 * An epoch is good iff loss < bestLoss − minDelta; an equal loss is bad, and so is NaN.
 *
 * @see Prechelt, Early stopping – but when? (1998)
 * @example
 * const stopping = new EarlyStopping({ patience: 3 });
 * [1, 0.8, 0.9, 0.7, 0.75, 0.76, 0.77].map((loss, epoch) => stopping.update(loss, () => epoch)) // best is 3
 */
export class EarlyStopping<Snapshot> {
  bestLoss = Infinity;
  /** What `snapshot` gave at the best epoch. */
  best: Snapshot | undefined = undefined;
  private bad = 0;

  constructor(private readonly options: { readonly patience: number; readonly minDelta?: number }) {}

  /**
   * Takes the validation loss of one more epoch; true says stop.
   *
   * @param snapshot makes a copy of the weights, `() => saveWeights(model)`; called at good epochs only
   */
  update(loss: number, snapshot: () => Snapshot): boolean {
    if (loss < this.bestLoss - (this.options.minDelta ?? 0)) {
      this.bestLoss = loss;
      this.best = snapshot();
      this.bad = 0;
      return false;
    }
    this.bad += 1;
    return this.bad >= this.options.patience;
  }
}

/**
 * Ones at the largest weights by |w|, zeros elsewhere: exactly round(keep·N) ones over all tensors together, N their numbers.
 * Tensors with one axis (biases) are never pruned, and not in the result. Of equal weights the earlier one is kept.
 *
 * A lottery ticket: `loadWeights(model, masked(start, masks)); prune(optimizer, masks)`, and train again.
 *
 * @param weights as `saveWeights` gives them
 * @throws EngineError unless 0 ≤ keep ≤ 1
 * @see Frankle, Carbin, The lottery ticket hypothesis (2019)
 * @example
 * magnitudeMasks([{ name: 'w', shape: [2, 2], data: new Float64Array([1, -4, 3, 0]) }], 0.5).map(({ data }) => data)
 */
export function magnitudeMasks(weights: readonly StoredTensor[], keep: number): StoredTensor[] {
  if (!(keep >= 0 && keep <= 1)) throw new EngineError(`magnitudeMasks: keep is ${keep}; expected a share from 0 to 1`);
  const pruned = weights.filter(({ shape }) => shape.length >= 2);
  const masks = pruned.map(({ name, shape, data }) => ({ name, shape, data: new Float64Array(data.length) }));
  const places = pruned.flatMap(({ data }, tensor) => Array.from(data, (w, at) => ({ size: Math.abs(w), tensor, at })));
  places.sort((a, b) => b.size - a.size);
  for (const { tensor, at } of places.slice(0, Math.round(keep * places.length))) masks[tensor]!.data[at] = 1;
  return masks;
}

/**
 * Weights times their masks; those without a mask stay as they are. To rewind to a ticket: `loadWeights(model, masked(start, masks))`.
 *
 * @throws EngineError when a mask has another size than its weight
 * @example
 * const w = { name: 'w', shape: [1, 2], data: new Float64Array([3, -1]) };
 * masked([w], magnitudeMasks([w], 0.5)).map(({ data }) => data)
 */
export function masked(weights: readonly StoredTensor[], masks: readonly StoredTensor[]): StoredTensor[] {
  return weights.map(({ name, shape, data }) => {
    const mask = masks.find((m) => m.name === name)?.data;
    if (!mask) return { name, shape, data };
    if (mask.length === data.length) return { name, shape, data: data.map((w, i) => w * mask[i]!) };
    throw new EngineError(`masked: ${name} has ${data.length} numbers, its mask has ${mask.length}`);
  });
}

/**
 * Keeps pruned weights at 0 from the optimizer's next step on.
 *
 * @throws EngineError when a mask is of none of its parameters, or has another size
 * @see Frankle, Carbin, The lottery ticket hypothesis (2019)
 * @example
 * const model = new Dense(2, 1).init(1), sgd = new Sgd(model.params, { rate: 0.1 });
 * prune(sgd, [{ name: 'dense.w', shape: [2, 1], data: new Float64Array([1, 0]) }]);
 * sgd.step(() => model.forward(ones([1, 2])).square().sum());
 * model.w.tensor.arraySync()
 */
export function prune(optimizer: Optimizer, masks: readonly StoredTensor[]): void {
  for (const { name, data } of masks) {
    const p = optimizer.params.find((param) => param.name === name);
    if (!p) throw new EngineError(`prune: the optimizer has no parameter ${name}`);
    optimizer.setMask(p, data);
  }
}
