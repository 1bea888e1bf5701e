/** Optimizers: what each rule of `UpdateCall` reads from its options. The rules themselves are kernel calls. */
import { Optimizer, type OptimizerOptions } from './optimizer';
import type { Tensor } from './tensor';

/**
 * Stochastic gradient descent: p ← p − ηg.
 *
 * @see Robbins, Monro, A stochastic approximation method (1951)
 * @example
 * const w = parameter([5], 'w'), sgd = new Sgd([w], { rate: 0.1 });
 * for (let i = 0; i < 3; i++) sgd.step(() => w.square().sum());
 * w.arraySync()
 */
export class Sgd extends Optimizer {
  constructor(params: readonly Tensor[], options: OptimizerOptions) {
    super(params, options, ['sgd']);
  }
}

export interface MomentumOptions extends OptimizerOptions {
  /** a: what is kept of the velocity. 0.9 unless told. */
  readonly momentum?: number;
}

/**
 * Momentum: v ← av − ηg; p ← p + v. A ball that rolls.
 *
 * @see Polyak, Some methods of speeding up the convergence of iteration methods (1964)
 * @example
 * const w = parameter([5], 'w'), optimizer = new Momentum([w], { rate: 0.1 });
 * for (let i = 0; i < 3; i++) optimizer.step(() => w.square().sum());
 * w.arraySync()
 */
export class Momentum extends Optimizer {
  constructor(params: readonly Tensor[], options: MomentumOptions) {
    super(params, options, ['momentum', options.momentum ?? 0.9]);
  }
}

/**
 * Nesterov's momentum: v ← av − ηg; p ← p + av − ηg, with the new v: the gradient as if it were taken one move ahead.
 *
 * @see Sutskever, Martens, Dahl, Hinton, On the importance of initialization and momentum in deep learning (2013), §2
 * @example
 * const w = parameter([5], 'w'), optimizer = new Nesterov([w], { rate: 0.1 });
 * for (let i = 0; i < 3; i++) optimizer.step(() => w.square().sum());
 * w.arraySync()
 */
export class Nesterov extends Optimizer {
  constructor(params: readonly Tensor[], options: MomentumOptions) {
    super(params, options, ['nesterov', options.momentum ?? 0.9]);
  }
}

export interface AdagradOptions extends OptimizerOptions {
  /** ε: keeps the divisor above 0. 1e-8 unless told. */
  readonly epsilon?: number;
}

/**
 * Adagrad: s ← s + g²; p ← p − ηg/(√s + ε). Each number has a rate of its own, which only falls.
 *
 * @see Duchi, Hazan, Singer, Adaptive subgradient methods (2011)
 * @example
 * const w = parameter([5], 'w'), optimizer = new Adagrad([w], { rate: 0.1 });
 * optimizer.step(() => w.square().sum());
 * w.arraySync()
 */
export class Adagrad extends Optimizer {
  constructor(params: readonly Tensor[], options: AdagradOptions) {
    super(params, options, ['adagrad', 0, 0, options.epsilon ?? 1e-8]);
  }
}

export interface DecayOptions extends OptimizerOptions {
  /** a: what is kept of the running mean of g². */
  readonly decay?: number;
  /** ε: keeps the divisor above 0. */
  readonly epsilon?: number;
}

/**
 * RMSProp: s ← as + (1−a)g²; p ← p − ηg/(√s + ε). Adagrad that forgets. a = 0.9, ε = 1e-8 unless told.
 *
 * @see Tieleman, Hinton, Lecture 6.5 – rmsprop, COURSERA: Neural networks for machine learning (2012)
 * @example
 * const w = parameter([5], 'w'), optimizer = new RmsProp([w], { rate: 0.1 });
 * optimizer.step(() => w.square().sum());
 * w.arraySync()
 */
export class RmsProp extends Optimizer {
  constructor(params: readonly Tensor[], options: DecayOptions) {
    super(params, options, ['rmsprop', options.decay ?? 0.9, 0, options.epsilon ?? 1e-8]);
  }
}

/**
 * Adadelta: s ← as + (1−a)g²; δ = g·√(u + ε)/√(s + ε); u ← au + (1−a)δ²; p ← p − ηδ. The paper has no rate: η = 1 unless told,
 * a = 0.95, ε = 1e-6.
 *
 * @see Zeiler, ADADELTA: an adaptive learning rate method (2012), algorithm 1
 * @example
 * const w = parameter([5], 'w'), optimizer = new Adadelta([w]);
 * optimizer.step(() => w.square().sum());
 * w.arraySync()
 */
export class Adadelta extends Optimizer {
  constructor(params: readonly Tensor[], options: Partial<DecayOptions> = {}) {
    const { rate = 1, decay = 0.95, epsilon = 1e-6 } = options;
    super(params, { ...options, rate }, ['adadelta', decay, 0, epsilon]);
  }
}

export interface AdamOptions extends OptimizerOptions {
  /** a: what is kept of the running mean of g. 0.9 unless told. */
  readonly beta1?: number;
  /** b: what is kept of the running mean of g². 0.999 unless told. */
  readonly beta2?: number;
  /** ε: keeps the divisor above 0. 1e-8 unless told. */
  readonly epsilon?: number;
}

function betas({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions): [number, number, number] {
  return [beta1, beta2, epsilon];
}

/**
 * Adam: m ← am + (1−a)g; v ← bv + (1−b)g²; p ← p − η·m̂/(√v̂ + ε), with m̂ = m/(1−aᵗ) and v̂ = v/(1−bᵗ) since m and v begin at 0.
 *
 * @see Kingma, Ba, Adam: a method for stochastic optimization (2015), algorithm 1
 * @example
 * const w = parameter([5], 'w'), adam = new Adam([w], { rate: 0.1 });
 * adam.step(() => w.square().sum());
 * w.arraySync() // the first step is the rate
 */
export class Adam extends Optimizer {
  constructor(params: readonly Tensor[], options: AdamOptions) {
    super(params, options, ['adam', ...betas(options)]);
  }
}

export interface AdamWOptions extends AdamOptions {
  /** λ: each step takes ηλ of every parameter away. 0.01 unless told. */
  readonly weightDecay?: number;
}

/**
 * AdamW: as Adam, after p ← p − ηλp: a decay that the running means don't see.
 *
 * @see Loshchilov, Hutter, Decoupled weight decay regularization (2019), algorithm 2
 * @example
 * const w = parameter([5], 'w'), adam = new AdamW([w], { rate: 0.1, weightDecay: 0.5 });
 * adam.step(() => w.square().sum());
 * w.arraySync()
 */
export class AdamW extends Optimizer {
  constructor(params: readonly Tensor[], options: AdamWOptions) {
    super(params, options, ['adamw', ...betas(options), options.weightDecay ?? 0.01]);
  }
}
