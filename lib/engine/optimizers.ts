/** Optimizers: what each rule of `UpdateCall` reads from its options. The rules themselves are kernel calls. */
import type { Rule } from './backend';
import { pow } from './math';
import { Optimizer, type OptimizerOptions } from './optimizer';
import type { Tensor } from './tensor';

/** A rule with numbers of its own. */
abstract class Tuned<Options extends OptimizerOptions> extends Optimizer {
  constructor(
    params: readonly Tensor[],
    protected readonly own: Options,
  ) {
    super(params, own);
  }
}

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
export class Momentum extends Tuned<MomentumOptions> {
  protected readonly rule: Rule = 'momentum';
  protected readonly states = 1;

  protected hyper(_t: number, h: Float64Array): void {
    h.set([this.rate, this.own.momentum ?? 0.9]);
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
export class Adagrad extends Tuned<AdagradOptions> {
  protected readonly rule: Rule = 'adagrad';
  protected readonly states = 1;

  protected hyper(_t: number, h: Float64Array): void {
    h.set([this.rate, 0, 0, this.own.epsilon ?? 1e-8]);
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
export class RmsProp extends Tuned<DecayOptions> {
  protected readonly rule: Rule = 'rmsprop';
  protected readonly states: 1 | 2 = 1;

  protected hyper(_t: number, h: Float64Array): void {
    h.set([this.rate, this.own.decay ?? 0.9, 0, this.own.epsilon ?? 1e-8]);
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
export class Adam<Options extends AdamOptions = AdamOptions> extends Tuned<Options> {
  protected readonly rule: Rule = 'adam';
  protected readonly states = 2;

  protected hyper(t: number, h: Float64Array): void {
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = this.own;
    h.set([this.rate, beta1, beta2, epsilon, 1 - pow(beta1, t), 1 - pow(beta2, t)]);
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
export class AdamW extends Adam<AdamWOptions> {
  protected override readonly rule: Rule = 'adamw';

  protected override hyper(t: number, h: Float64Array): void {
    super.hyper(t, h);
    h[6] = this.own.weightDecay ?? 0.01;
  }
}
