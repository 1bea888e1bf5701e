/**
 * Record and replay. A function of tensors is run once for real, and every op and kernel call is remembered. When it is run
 * again, each op is compared with the remembered one: same op, same inputs, same numbers beside them. While they agree, nothing
 * is computed: the op returns the tensor it gave before. At the end all kernel calls run at once, on the same memory. Where
 * they stop agreeing (another branch, another batch size), what was remembered so far is run, and the rest is recorded anew.
 */
import type { Backend, Call, Program, Vector } from './backend';
import { js } from './backends/js';
import { describe, flopsOf } from './calls';
import { EngineError } from './errors';
import { fuse } from './fuse';
import { sameShape } from './shape';
import { context, dense, filled, numbersOf, type Op, type Session, Tensor } from './tensor';

/** A tensor from outside, and the tensor that stands for it on the backend. */
interface Slot {
  readonly inside: Tensor;
  source: Tensor;
  version: number;
  /** What it stands for in the run under way. */
  bound: Tensor | undefined;
}

interface Entry {
  readonly op: Op;
  readonly given: readonly Tensor[];
  readonly slots: readonly (Slot | undefined)[];
  /** Where parameters and state stood that are read in place: an optimizer may move them. */
  readonly homes: readonly (Vector | undefined)[];
  readonly attrs: readonly number[];
  readonly gradients: boolean;
  readonly y: Tensor;
  /** How many calls and vectors there are after it. */
  readonly calls: number;
  readonly vectors: number;
}

class Recording {
  entries: Entry[] = [];
  calls: Call[] = [];
  vectors: Vector[] = [];
  /** Vectors that are read through slices, which fusion can't see. */
  aliased = new Set<Vector>();
  slots = new Map<Tensor, Slot>();
  outs: readonly Tensor[] = [];
  program: Program | undefined;
  flops = 0;
}

/** Recordings that are kept: enough for the last short batch of an epoch and a few branches. */
const KEPT = 8;

/**
 * Runs a function on a backend again and again, recording its kernel calls the first time.
 *
 * @throws EngineError when the function reads a tensor on a GPU, or a tensor is read after its memory was used again
 * @example
 * const w = parameter([[1, 2], [3, 4]], 'w');
 * const run = new Recorder(js('f64'));
 * run.run(() => tensor([[1, 1]]).matmul(w))[0]
 */
export class Recorder implements Session {
  /** Counts the runs; random numbers inside depend on it. */
  step = 0;
  finishing = false;
  private recordings: Recording[] = [];
  private current = new Recording();
  private recording = false;
  private cursor = 0;
  private ran = 0;
  private readonly names = new Map<string, number>();
  /** Made in a replayed run, by those who read a view. */
  private readonly loose: Vector[] = [];
  /** Tensors that ops change in place, and where they stand. */
  readonly kept = new Map<Tensor, Vector>();

  /** @param live vectors that `finish` writes for others to read, such as parameters */
  constructor(
    readonly backend: Backend,
    private readonly live: () => Iterable<Vector> = () => [],
  ) {}

  /** Floating-point operations of the latest run. */
  get flops(): number {
    return this.current.flops;
  }

  /** The kernel calls of the latest run after fusion, one line each. */
  describe(): string[] {
    return this.fused(this.current).map(describe);
  }

  /**
   * @param fn computes tensors from parameters and from tensors made outside
   * @param finish adds calls to what fn did, when it is recorded: backward pass and update
   * @returns copies of what fn returned; on a GPU to be read before the next run
   */
  run(fn: () => Tensor | readonly Tensor[], finish?: (outs: readonly Tensor[]) => void): Tensor[] {
    if (context.session) throw new EngineError('a step inside a step: let the inner one end first');
    context.session = this;
    this.begin();
    try {
      const given = fn();
      const outs = given instanceof Tensor ? [given] : given;
      if (!this.replayed(outs)) {
        if (!this.recording) this.diverge();
        this.finish(outs, finish);
      }
      return outs.map((t) => this.copied(t));
    } catch (error) {
      if (this.recording) this.drop(this.current);
      throw error;
    } finally {
      context.session = undefined;
      for (const v of this.loose.splice(0)) this.backend.free(v);
    }
  }

  /** Forgets all recordings and gives their memory back. */
  release(): void {
    const old = this.recordings;
    this.recordings = [];
    for (const recording of old) this.drop(recording);
    this.current = new Recording();
  }

  private begin(): void {
    this.step += 1;
    this.cursor = 0;
    this.ran = 0;
    this.finishing = false;
    if (this.names.size > 0) this.names.clear();
    this.recording = this.recordings.length === 0;
    if (this.recording) this.current = new Recording();
    else if (!this.recordings.includes(this.current)) this.current = this.recordings[0]!;
    for (const { slots } of this.recordings) for (const slot of slots.values()) slot.bound = undefined;
  }

  replay(op: Op, given: readonly Tensor[], attrs: readonly number[]): Tensor | undefined {
    if (this.recording) return undefined;
    const here = this.current.entries[this.cursor];
    const entry = here && fits(here, op, given, attrs) ? here : this.elsewhere(op, given, attrs);
    if (!entry) {
      this.diverge();
      return undefined;
    }
    for (let i = 0; i < given.length; i++) {
      const slot = entry.slots[i];
      if (slot) this.bind(slot, given[i]!);
    }
    this.cursor += 1;
    entry.y.run = this.step;
    return entry.y;
  }

  /** The same op in another recording that was alike up to here. */
  private elsewhere(op: Op, given: readonly Tensor[], attrs: readonly number[]): Entry | undefined {
    const { cursor } = this;
    for (const other of this.recordings) {
      const entry = other.entries[cursor];
      if (other === this.current || !entry || !this.agree(other) || !fits(entry, op, given, attrs)) continue;
      this.current = other;
      return entry;
    }
    return undefined;
  }

  private agree(other: Recording): boolean {
    return this.cursor === 0 || other.entries[this.cursor - 1] === this.current.entries[this.cursor - 1];
  }

  private bind(slot: Slot, t: Tensor): void {
    slot.bound = t;
    slot.inside.run = this.step;
    if (slot.source === t && slot.version === t.version && !t.shared) return;
    this.backend.write(slot.inside.vector, numbersOf(t));
    slot.source = t;
    slot.version = t.version;
  }

  /** Goes on recording from where the run left what was remembered. */
  private diverge(): void {
    const old = this.current;
    const last = old.entries[this.cursor - 1];
    const next = new Recording();
    next.entries = old.entries.slice(0, this.cursor);
    next.calls = old.calls.slice(0, last?.calls ?? 0);
    next.vectors = [...old.vectors.slice(0, last?.vectors ?? 0), ...this.loose.splice(0)];
    next.aliased = new Set(old.aliased);
    for (const { slots } of next.entries) for (const slot of slots) if (slot) next.slots.set(slot.source, slot);
    if (this.backend.synchronous) this.runUpTo(next.calls.length);
    this.current = next;
    this.recording = true;
  }

  private runUpTo(end: number): void {
    const { calls } = this.current;
    for (let i = this.ran; i < end; i++) this.backend.run(calls[i]!, this.step);
    this.ran = end;
  }

  /** Whether the run was the remembered one from the first op to the last, and has been computed. */
  private replayed(outs: readonly Tensor[]): boolean {
    if (this.recording) return false;
    const whole = [this.current, ...this.recordings].find(
      (one) =>
        this.agree(one) &&
        one.entries.length === this.cursor &&
        one.outs.length === outs.length &&
        one.outs.every((t, i) => t === outs[i]),
    );
    if (!whole) return false;
    this.current = whole;
    // Where somebody has read a number in between, the calls run one by one, as when they were recorded.
    if (this.ran > 0) this.runUpTo(whole.calls.length);
    else (whole.program ??= this.compile(whole)).run(this.step);
    return true;
  }

  private finish(outs: readonly Tensor[], finish: ((outs: readonly Tensor[]) => void) | undefined): void {
    const { current } = this;
    this.finishing = true;
    current.outs = outs;
    finish?.(outs);
    for (const call of current.calls) current.flops += flopsOf(call);
    this.recordings.unshift(current);
    while (this.recordings.length > KEPT) this.drop(this.recordings.pop()!);
    if (this.backend.synchronous) return;
    current.program = this.compile(current);
    current.program.run(this.step);
  }

  private fused(recording: Recording): Call[] {
    return fuse(recording.calls, this.liveIn(recording));
  }

  private compile(recording: Recording): Program {
    return this.backend.compile(this.fused(recording), this.liveIn(recording));
  }

  private liveIn(recording: Recording): Set<Vector> {
    const outs = recording.outs.map((t) => t.vector);
    return new Set([...this.live(), ...this.kept.values(), ...recording.aliased, ...outs]);
  }

  /** Frees what no other recording uses. */
  private drop(recording: Recording): void {
    recording.program?.release();
    const used = new Set(this.recordings.flatMap(({ vectors }) => vectors));
    for (const v of recording.vectors) if (!used.has(v)) this.backend.free(v);
  }

  adopt(t: Tensor): Tensor {
    if (t.session === this) {
      if (t.run === this.step) return t;
      throw new EngineError(`${t.title} was made in an earlier run of this step: return it there, and pass the copy`);
    }
    if (t.kept) return this.keep(t);
    if (t.constant !== undefined) return this.inside(filled(t.shape, t.constant, this.backend));
    if (t.backend === this.backend && t.requiresGrad && !t.node) return t;
    if (t.requiresGrad && t.node && context.gradients) {
      throw new EngineError(`${t.title} was computed from parameters outside the step: compute it inside, or detach()`);
    }
    const known = this.current.slots.get(t);
    if (known) return known.inside;
    const vector = this.allocate(t.size);
    this.backend.write(vector, numbersOf(t));
    const inside = this.inside(new Tensor(t.shape, this.backend, vector).named(t.name));
    this.current.slots.set(t, { inside, source: t, version: t.version, bound: t });
    return inside;
  }

  /** Moves state here, where ops change it from now on. */
  private keep(t: Tensor): Tensor {
    if (t.backend !== this.backend) {
      const numbers = numbersOf(t);
      t.rehome(this.backend, this.backend.allocate(t.size));
      this.backend.write(t.vector, numbers);
    }
    this.kept.set(t, t.vector);
    return t;
  }

  private inside(t: Tensor): Tensor {
    t.session = this;
    t.run = this.step;
    return t;
  }

  occurrence(name: string): number {
    const before = this.names.get(name) ?? 0;
    this.names.set(name, before + 1);
    return before;
  }

  remember(op: Op, given: readonly Tensor[], attrs: readonly number[], y: Tensor): void {
    const { calls, vectors, slots, entries } = this.current;
    const at = { calls: calls.length, vectors: vectors.length };
    const gradients = context.gradients;
    const homes = given.map((t) => (t.session || t.constant !== undefined || slots.has(t) ? undefined : t.vector));
    entries.push({ op, given, attrs, gradients, y, homes, slots: given.map((t) => slots.get(t)), ...at });
    this.ran = calls.length;
  }

  emit(call: Call): void {
    if (this.recording) this.current.calls.push(call);
    if (this.backend.synchronous) this.backend.run(call, this.step);
  }

  allocate(size: number): Vector {
    const vector = this.backend.allocate(size);
    (this.recording ? this.current.vectors : this.loose).push(vector);
    return vector;
  }

  slice(vector: Vector, offset: number, size: number): Vector {
    this.current.aliased.add(vector);
    return this.backend.slice(vector, offset, size);
  }

  settle(t: Tensor): void {
    if (context.session !== this || (t.run !== this.step && !t.kept)) {
      throw new EngineError(`${t.title} was made inside a step and lives only there: return it, or read it inside`);
    }
    if (!this.backend.synchronous) {
      throw new EngineError(
        `${t.title} can't be read inside a step on ${this.backend.name}: return it, await its data()`,
      );
    }
    if (!this.recording) this.runUpTo(this.current.entries[this.cursor - 1]?.calls ?? 0);
  }

  /** What the caller may keep: a copy, or on a GPU a tensor that can be read until the next run. */
  private copied(t: Tensor): Tensor {
    if (t.session !== this && !t.requiresGrad && !t.kept) return t;
    const inside = this.backend.synchronous ? dense(t) : t;
    const { data } = inside.vector;
    if (data) {
      return new Tensor(t.shape, js(this.backend.dtype), { size: t.size, data: data.slice() }).named(t.name);
    }
    const { step } = this;
    const out = new Tensor(t.shape, this.backend, t.vector, t.strides).named(t.name);
    out.session = {
      settle: () => {
        if (this.step === step) return;
        throw new EngineError(
          `${t.title} of run ${step} was overwritten by run ${step + 1}: read it before the next one`,
        );
      },
    };
    return out;
  }
}

function fits(entry: Entry, op: Op, given: readonly Tensor[], attrs: readonly number[]): boolean {
  if (entry.op !== op || entry.given.length !== given.length || entry.gradients !== context.gradients) return false;
  if (attrs.length !== entry.attrs.length) return false;
  for (let i = 0; i < attrs.length; i++) if (!Object.is(attrs[i], entry.attrs[i])) return false;
  for (let i = 0; i < given.length; i++) {
    const was = entry.given[i]!;
    const now = given[i]!;
    const slot = entry.slots[i];
    if (slot) {
      const outside = now.session === undefined && !now.requiresGrad && now.constant === undefined;
      if (!outside || (slot.bound !== undefined && slot.bound !== now) || !sameShape(was.shape, now.shape))
        return false;
      for (let j = 0; j < i; j++) if (entry.slots[j] === slot && given[j] !== now) return false;
    } else if (was === now) {
      const home = entry.homes[i];
      if (home !== undefined && home !== now.vector) return false;
    } else if (was.constant === undefined || was.constant !== now.constant || !sameShape(was.shape, now.shape)) {
      return false;
    }
  }
  return true;
}
