/** Optimizers: what each rule of `UpdateCall` reads from its options. The rules themselves are kernel calls. */
import type { Rule } from './backend';
import { Optimizer, type OptimizerOptions } from './optimizer';
import { power } from './schedules';
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
  protected readonly rule: Rule = 'sgd';
  protected readonly states = 0;

  protected hyper(_t: number, h: Float64Array): void {
    h[0] = this.rate;
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
  protected readonly rule: Rule = 'momentum';
  protected readonly states = 1;
  readonly momentum: number;

  constructor(params: readonly Tensor[], { momentum = 0.9, ...options }: MomentumOptions) {
    super(params, options);
    this.momentum = momentum;
  }

  protected hyper(_t: number, h: Float64Array): void {
    h.set([this.rate, this.momentum]);
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
export class Nesterov extends Momentum {
  protected override readonly rule: Rule = 'nesterov';
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
  protected readonly rule: Rule = 'adagrad';
  protected readonly states = 1;
  readonly epsilon: number;

  constructor(params: readonly Tensor[], { epsilon = 1e-8, ...options }: AdagradOptions) {
    super(params, options);
    this.epsilon = epsilon;
  }

  protected hyper(_t: number, h: Float64Array): void {
    h[0] = this.rate;
    h[3] = this.epsilon;
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
  protected readonly rule: Rule = 'rmsprop';
  protected readonly states: 1 | 2 = 1;
  readonly decay: number;
  readonly epsilon: number;

  constructor(params: readonly Tensor[], { decay = 0.9, epsilon = 1e-8, ...options }: DecayOptions) {
    super(params, options);
    this.decay = decay;
    this.epsilon = epsilon;
  }

  protected hyper(_t: number, h: Float64Array): void {
    h.set([this.rate, this.decay, 0, this.epsilon]);
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
export class Adadelta extends RmsProp {
  protected override readonly rule: Rule = 'adadelta';
  protected override readonly states = 2;

  constructor(params: readonly Tensor[], options: Partial<DecayOptions> = {}) {
    super(params, { rate: 1, decay: 0.95, epsilon: 1e-6, ...options });
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
  protected readonly rule: Rule = 'adam';
  protected readonly states = 2;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;

  constructor(params: readonly Tensor[], { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, ...options }: AdamOptions) {
    super(params, options);
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  protected hyper(t: number, h: Float64Array): void {
    const { rate, beta1, beta2, epsilon } = this;
    h.set([rate, beta1, beta2, epsilon, 1 - power(beta1, t), 1 - power(beta2, t)]);
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
export class AdamW extends Adam {
  protected override readonly rule: Rule = 'adamw';
  readonly weightDecay: number;

  constructor(params: readonly Tensor[], { weightDecay = 0.01, ...options }: AdamWOptions) {
    super(params, options);
    this.weightDecay = weightDecay;
  }

  protected override hyper(t: number, h: Float64Array): void {
    super.hyper(t, h);
    h[6] = this.weightDecay;
  }
}
