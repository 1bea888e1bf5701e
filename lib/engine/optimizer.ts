/** What all optimizers share: parameters side by side in one vector, a recorded step, a move to another backend. */
import { gradientsOf, noGrad, training } from './autograd';
import type { Backend, Floats, Rule, Vector } from './backend';
import { js } from './backends/js';
import { update } from './backends/js/update';
import './tensor-methods';
import { EngineError } from './errors';
import { pow } from './math';
import { Recorder } from './recorder';
import { currentBackend, dense, emit, numbersOf, Tensor, view, viewOf } from './tensor';

export interface OptimizerOptions {
  /** Learning rate η. */
  rate: number;
  /** Where to train; the current backend when left out. */
  backend?: Backend;
  /** Gradients longer than this (all of them as one vector) are shortened to it. */
  clipNorm?: number;
  /** Told when the GPU was lost and training goes on in JavaScript, from weights of at most 50 steps ago. */
  onFallback?: (why: string) => void;
}

interface Flat {
  params: Vector;
  grads: Vector;
  /** The parts of both, one a parameter, in their order. */
  paramsOf: readonly Vector[];
  gradsOf: readonly Vector[];
  s: Vector | undefined;
  u: Vector | undefined;
  /** 1 where a parameter may change, 0 where it is pruned. */
  mask: Vector | undefined;
}

/** What training goes on from at another place: numbers of `Flat`, and of state that layers keep, like running means. */
interface Snapshot {
  params: Floats;
  s?: Floats | undefined;
  u?: Floats | undefined;
  kept: ReadonlyMap<Tensor, Floats>;
}

/** A rule of `UpdateCall` with its numbers. */
type Tuning = readonly [rule: Rule, a?: number, b?: number, epsilon?: number, lambda?: number];

/** How many numbers of state a rule keeps for each parameter. */
const STATES = { sgd: 0, momentum: 1, nesterov: 1, adagrad: 1, rmsprop: 1, adadelta: 2, adam: 2, adamw: 2 };

/** Steps between two copies of the weights that are kept for the loss of a GPU. */
const MIRRORED_EVERY = 50;

/**
 * Changes parameters after the gradient of a loss. Subclasses name the rule and its numbers.
 *
 * All parameters stand in one vector on the backend, so that an update is one kernel call. Creating an optimizer moves them there.
 */
export abstract class Optimizer {
  rate: number;
  /** Steps so far. */
  steps = 0;
  private readonly numbers = new Float64Array(8);
  private readonly masks = new Map<Tensor, ArrayLike<number>>();
  private flat: Flat | undefined;
  private recorder: Recorder;
  private home: Backend;
  private mirror: Snapshot | undefined;
  private lost: string | undefined;

  /** @throws EngineError when there are no parameters, or one comes twice */
  constructor(
    readonly params: readonly Tensor[],
    private readonly options: OptimizerOptions,
    private readonly tuning: Tuning,
  ) {
    if (params.length === 0) throw new EngineError('optimizer: no parameters came; pass model.params');
    if (new Set(params).size < params.length) throw new EngineError('optimizer: a parameter came twice');
    const fixed = params.find((p) => !p.requiresGrad || p.node);
    if (fixed) throw new EngineError(`optimizer: ${fixed.title} collects no gradient; make it with parameter()`);
    if (options.clipNorm !== undefined && !(options.clipNorm > 0)) {
      throw new EngineError(`optimizer: clipNorm ${options.clipNorm}; expected a length above 0`);
    }
    this.rate = options.rate;
    this.home = options.backend ?? currentBackend();
    this.recorder = this.newRecorder();
  }

  get backend(): Backend {
    return this.home;
  }

  /** Floating-point operations of one step. */
  get flops(): number {
    return this.recorder.flops;
  }

  /** The kernel calls of one step after fusion. */
  describe(): string[] {
    return this.recorder.describe();
  }

  /** Updates from the gradients that `backward()` left, and forgets them. */
  step(): void;
  /** Runs `fn` forward and backward, and updates. @returns the loss, from before the update */
  step(fn: () => Tensor): Tensor;
  step(fn?: () => Tensor): Tensor | undefined {
    if (this.lost !== undefined) this.fallBack(this.lost);
    const flat = this.place();
    const [, a = 0, b = 0, epsilon = 0, lambda = 0] = this.tuning;
    const t = this.steps + 1;
    this.numbers.set([this.rate, a, b, epsilon, 1 - pow(a, t), 1 - pow(b, t), lambda]);
    if (!fn) this.takeGradients(flat);
    const [loss] = this.recorder.run(
      () => (fn ? training(true, fn) : []),
      ([value]) => noGrad(() => this.finish(value)),
    );
    this.steps += 1;
    if (!this.home.synchronous && this.steps % MIRRORED_EVERY === 1) void this.keepMirror();
    return loss;
  }

  /** dL/dp of the latest step; on a GPU to be read before the next one. */
  gradient(p: Tensor): Tensor {
    this.startOf(p);
    const own = this.place().gradsOf[this.params.indexOf(p)]!;
    if (!own.data) return new Tensor(p.shape, this.home, own);
    return new Tensor(p.shape, js(this.home.dtype), { size: p.size, data: own.data.slice() });
  }

  /** Keeps p at zero where the mask is 0, from now on; undefined lifts it. @throws EngineError when the sizes differ */
  setMask(p: Tensor, mask: ArrayLike<number> | undefined): void {
    if (mask && mask.length !== p.size) throw new EngineError(`mask: ${mask.length} numbers for ${p.title}`);
    this.startOf(p);
    if (mask) this.masks.set(p, mask);
    else this.masks.delete(p);
    const flat = this.place();
    flat.mask ??= this.home.allocate(flat.params.size);
    const all = new Float64Array(flat.params.size).fill(1);
    for (const [q, values] of this.masks) all.set(Array.from(values), this.startOf(q));
    this.home.write(flat.mask, all);
    this.recorder.release();
  }

  /** Waits until fewer than two steps are on their way. At once on a CPU. */
  turn(): Promise<void> {
    return this.home.turn();
  }

  /** Takes parameters and state to another backend; training goes on there. */
  async moveTo(backend: Backend): Promise<void> {
    this.goOn(backend, await this.snapshot());
  }

  private async snapshot(): Promise<Snapshot> {
    const { params, s, u } = this.place();
    const { home, recorder } = this;
    const state = [...recorder.kept].map(async ([t, vector]) => [t, await home.read(vector)] as const);
    const [p, first, second] = await Promise.all([home.read(params), s && home.read(s), u && home.read(u)]);
    return { params: p, s: first, u: second, kept: new Map(await Promise.all(state)) };
  }

  private goOn(backend: Backend, { params, s, u, kept }: Snapshot): void {
    const from = this.flat;
    this.recorder.release();
    for (const v of [from?.params, from?.grads, from?.s, from?.u, from?.mask]) if (v && !this.lost) this.home.free(v);
    this.home = backend;
    const { step } = this.recorder;
    this.recorder = this.newRecorder();
    // Masks of dropout go on with new numbers.
    this.recorder.step = step;
    this.flat = undefined;
    const to = this.place(params);
    if (to.s && s) backend.write(to.s, s);
    if (to.u && u) backend.write(to.u, u);
    for (const [t, values] of kept) {
      t.rehome(backend, backend.allocate(t.size));
      t.assign(values);
      this.recorder.kept.set(t, t.vector);
    }
    for (const [p, mask] of this.masks) this.setMask(p, mask);
  }

  private fallBack(why: string): void {
    const { mirror } = this;
    if (!mirror)
      throw new EngineError(`${this.home.name} was lost (${why}) before any weights were read back; start again`);
    this.goOn(js('f32'), mirror);
    this.lost = undefined;
    this.options.onFallback?.(why);
  }

  private async keepMirror(): Promise<void> {
    const { home } = this;
    try {
      const taken = await this.snapshot();
      if (home === this.home) this.mirror = taken;
    } catch {
      // A lost device: `lost` tells, and the mirror from before stands.
    }
  }

  private newRecorder(): Recorder {
    const { home } = this;
    void home.lost.then((why) => {
      if (home === this.home) this.lost = why;
    });
    return new Recorder(home, () => {
      const { params, grads, s, u, mask, gradsOf } = this.place();
      return [params, grads, s, u, mask, ...gradsOf].filter((v) => v !== undefined);
    });
  }

  /** Puts all parameters side by side on the backend. */
  private place(values?: Floats): Flat {
    const before = this.flat;
    if (before && this.params.every((p, i) => p.vector === before.paramsOf[i])) return before;
    if (before) {
      // Another optimizer has taken the parameters along; the state goes on.
      this.recorder.release();
      for (const v of [before.params, before.grads]) this.home.free(v);
    }
    const size = this.params.reduce((n, p) => n + p.size, 0);
    const all = values ?? new Float64Array(size);
    if (!values) for (const [p, start] of this.places()) all.set(p.dataSync(), start);
    const { home } = this;
    const states = STATES[this.tuning[0]];
    const params = home.allocate(size);
    home.write(params, all);
    if (!home.synchronous) this.mirror = { params: all.slice(), kept: new Map() };
    const grads = home.allocate(size);
    const state = (wanted: boolean): Vector | undefined => (wanted ? home.allocate(size) : undefined);
    const parts = (of: Vector) => Array.from(this.places(), ([p, start]) => home.slice(of, start, p.size));
    const [paramsOf, gradsOf] = [parts(params), parts(grads)];
    this.params.forEach((p, i) => p.rehome(home, paramsOf[i]!));
    const [s, u] = [before?.s ?? state(states > 0), before?.u ?? state(states > 1)];
    this.flat = { params, grads, paramsOf, gradsOf, s, u, mask: before?.mask };
    return this.flat;
  }

  private *places(): Iterable<[Tensor, number]> {
    let start = 0;
    for (const p of this.params) {
      yield [p, start];
      start += p.size;
    }
  }

  private startOf(p: Tensor): number {
    for (const [q, start] of this.places()) if (q === p) return start;
    throw new EngineError(`optimizer: ${p.title} is none of its parameters`);
  }

  /** Puts what `backward()` left where the update reads it. */
  private takeGradients({ gradsOf }: Flat): void {
    this.params.forEach((p, i) => {
      this.home.write(gradsOf[i]!, p.grad ? numbersOf(p.grad) : new Float64Array(p.size));
      p.grad = undefined;
    });
  }

  /** The backward pass and the update, as calls after those of the loss. */
  private finish(loss: Tensor | undefined): void {
    const { flat, home } = this;
    if (!flat) return;
    const gradients = loss && gradientsOf(loss, new Set(this.params));
    for (const [i, out] of gradients ? flat.gradsOf.entries() : []) {
      const p = this.params[i]!;
      const g = gradients?.get(p);
      if (!g || g.constant !== undefined) emit(home, { kind: 'fill', out, value: g?.constant ?? 0 });
      else {
        const to = viewOf(new Tensor(p.shape, home, out));
        emit(home, { kind: 'copy', from: viewOf(dense(g)), to, shape: p.shape });
      }
    }
    const { params, s, u, mask } = flat;
    const size = params.size;
    const grads = this.clipped(flat.grads);
    const [rule] = this.tuning;
    emit(home, { kind: 'update', rule, size, params, grads, s, u, hyper: this.numbers, plain: update });
    if (!mask) return;
    const whole = (vector: Vector): { vector: Vector; offset: 0; every: 1; period: number } => {
      return { vector, offset: 0, every: 1, period: size };
    };
    const steps = [{ kind: 'binary', op: 'mul', with: whole(mask) } as const];
    emit(home, { kind: 'map', out: params, size, first: whole(params), steps });
  }

  /** g · min(1, max/‖g‖) over all gradients together. */
  private clipped(grads: Vector): Vector {
    const { clipNorm } = this.options;
    if (clipNorm === undefined) return grads;
    const g = view(new Tensor([grads.size], this.home, grads), [grads.size]);
    const norm = g.square().sum().sqrt();
    return g.mul(norm.maximum(clipNorm).reciprocal().mul(clipNorm)).vector;
  }
}
