/** Learning rates over time: functions of the step or epoch, and the rule that lowers the rate on a plateau. */
import { EngineError } from './errors';
import { cosTurns, exp } from './math';

/** The rate at time t: steps or epochs, as you count them. Put it in before each: `adam.rate = schedule(t)`. */
export type Schedule = (t: number) => number;

/**
 * The same rate for ever: η(t) = rate.
 *
 * @example
 * constantRate(0.1)(20)
 */
export function constantRate(rate: number): Schedule {
  return () => rate;
}

/**
 * Times `factor` every so many epochs: η(t) = rate · factor^⌊t/every⌋.
 *
 * @throws EngineError unless `every` is above 0
 * @example
 * stepDecay(0.1, 0.5, 5)(20) // halved four times
 */
export function stepDecay(rate: number, factor: number, every: number): Schedule {
  if (!(every > 0)) throw new EngineError(`stepDecay: every is ${every}; expected 1, 2, … epochs between two falls`);
  return (t) => {
    let lowered = rate;
    for (let times = Math.floor(t / every); times > 0; times--) lowered *= factor;
    return lowered;
  };
}

/**
 * η(t) = rate · e^(−k·t).
 *
 * @example
 * exponentialDecay(0.1, 0.05)(10)
 */
export function exponentialDecay(rate: number, k: number): Schedule {
  return (t) => rate * exp(-k * t);
}

/**
 * η(t) = rate / (1 + decay·t): slow enough that stochastic gradient descent still arrives (Σηₜ = ∞, Σηₜ² < ∞ for ηₜ ~ 1/t).
 *
 * @see Robbins, Monro, A stochastic approximation method (1951)
 * @example
 * timeDecay(0.1, 0.01)(100)
 */
export function timeDecay(rate: number, decay: number): Schedule {
  return (t) => rate / (1 + decay * t);
}

/**
 * Half a cosine from `rate` down to `floor`, which it keeps: η(t) = floor + ½(rate − floor)(1 + cos(πt/steps)) for t < steps.
 *
 * @see Loshchilov, Hutter, SGDR (2017), equation 5
 * @example
 * cosineDecay(0.1, 100)(50)
 */
export function cosineDecay(rate: number, steps: number, floor = 0): Schedule {
  return (t) => (t < steps ? floor + 0.5 * (rate - floor) * (1 + cosTurns(t / (2 * steps))) : floor);
}

/**
 * Rises in equal parts during the first `steps`, then follows another schedule: η(t) = then(0)·(t+1)/steps, later then(t − steps).
 *
 * @see Goyal et al., Accurate, large minibatch SGD (2017), §2.2
 * @example
 * const rate = warmUp(4, cosineDecay(0.1, 100));
 * [0, 1, 2, 3, 4].map(rate)
 */
export function warmUp(steps: number, then: Schedule): Schedule {
  return (t) => (t < steps ? (then(0) * (t + 1)) / steps : then(t - steps));
}

export interface PlateauOptions {
  /** What the rate is multiplied by. 0.1 unless told. */
  readonly factor?: number;
  /** Bad epochs in a row until then, at least 1. 10 unless told. */
  readonly patience?: number;
  /** The floor: training goes on there. 1e-6 unless told. */
  readonly minRate?: number;
  /** An epoch is good if its loss is lower than the best by more than this. 0 unless told. */
  readonly minDelta?: number;
}

/**
 * Lowers the rate when the loss stops falling: after `patience` bad epochs in a row, η ← max(minRate, factor·η), and counts anew.
 *
 * An epoch is good iff loss < best − minDelta, and only then does best move. An equal loss is bad, and so is NaN.
 *
 * @example
 * const plateau = new ReduceLROnPlateau(0.1, { patience: 2 });
 * [1, 0.9, 0.91, 0.92, 0.93, 0.94].map((loss) => plateau.update(loss))
 */
export class ReduceLROnPlateau {
  best = Infinity;
  private bad = 0;
  private readonly options: Required<PlateauOptions>;

  constructor(
    public rate: number,
    options: PlateauOptions = {},
  ) {
    this.options = { factor: 0.1, patience: 10, minRate: 1e-6, minDelta: 0, ...options };
  }

  /** Takes the loss of one more epoch and gives the rate of the next. */
  update(loss: number): number {
    const { factor, patience, minRate, minDelta } = this.options;
    if (loss < this.best - minDelta) {
      this.best = loss;
      this.bad = 0;
    } else if (++this.bad >= patience) {
      this.rate = Math.min(this.rate, Math.max(minRate, factor * this.rate));
      this.bad = 0;
    }
    return this.rate;
  }
}
