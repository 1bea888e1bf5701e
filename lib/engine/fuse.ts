/**
 * Three peepholes over recorded calls, each of which saves a pass over memory and none of which changes a number in float64:
 * a result is written where it is copied to; elementwise steps join the call that makes or sums their input; unread results
 * are not computed. Calls are in single-assignment form: but for parameters, each vector is written by one call.
 */
import type { Call, MapCall, MapStep, Operand, Vector, View } from './backend';
import { eachVector, mapVectors } from './calls';
import { sameShape, sizeOf, stridesOf } from './shape';

/** Places of the calls that read or write a vector, kept up as calls come and go; a call counts once per mention. */
class Uses {
  readonly reads = new Map<Vector, number[]>();
  readonly writes = new Map<Vector, number[]>();

  constructor(calls: readonly Call[]) {
    for (const [i, call] of calls.entries()) this.add(call, i);
  }

  add(call: Call, at: number): void {
    eachVector(call, (v, written) => {
      const map = written ? this.writes : this.reads;
      const places = map.get(v);
      if (places) places.push(at);
      else map.set(v, [at]);
    });
  }

  /** Whether something that `call` at place `from` reads is written again before `to`: state that is changed in place. */
  changed(call: Call, from: number, to: number): boolean {
    let changed = false;
    eachVector(call, (v, written) => {
      if (!written && this.writes.get(v)?.some((at) => at > from && at < to)) changed = true;
    });
    return changed;
  }

  remove(call: Call, at: number): void {
    eachVector(call, (v, written) => {
      const places = (written ? this.writes : this.reads).get(v)!;
      places.splice(places.indexOf(at), 1);
    });
  }
}

/** @param live vectors that are read from outside, or through slices: they must be written as recorded */
export function fuse(calls: readonly Call[], live: ReadonlySet<Vector>): Call[] {
  return withoutDead(joinSteps(forwardCopies(calls, live), live), live);
}

/** x made, then copied whole to y: y is made in the first place. So gradients land in the flat gradient vector. */
function forwardCopies(calls: readonly Call[], live: ReadonlySet<Vector>): Call[] {
  const { reads, writes } = new Uses(calls);
  const instead = new Map<Vector, Vector>();
  const now = (v: Vector): Vector => {
    const next = instead.get(v);
    return next ? now(next) : v;
  };
  const out = calls.filter((copy, i) => {
    if (copy.kind !== 'copy') return true;
    const { shape } = copy;
    const [from, to] = [now(copy.from.vector), now(copy.to.vector)];
    const whole = (view: View, { size }: Vector): boolean =>
      view.offset === 0 && size === sizeOf(shape) && sameShape(view.strides, stridesOf(shape));
    if (!whole(copy.from, from) || !whole(copy.to, to) || live.has(from)) return true;
    const [made, again] = writes.get(from) ?? [];
    const [readings, writings] = [reads.get(to) ?? [], writes.get(to) ?? []];
    if (made === undefined || again !== undefined || [...readings, ...writings].some((at) => at < i)) return true;
    const others = (places: readonly number[] = []): number[] => places.filter((at) => at !== i);
    reads.set(to, [...others(reads.get(from)), ...readings]);
    writes.set(to, [made, ...others(writings)]);
    instead.set(from, to);
    return false;
  });
  return instead.size === 0 ? out : out.map((call) => mapVectors(call, now));
}

const isWhole = ({ offset, every, period }: Operand, size: number): boolean =>
  offset === 0 && every === 1 && period === size;

/** Steps that cost less than a pass over memory, so that doing them twice is cheaper than storing their result. */
const cheap = (steps: readonly MapStep[]): boolean =>
  steps.length <= 2 && steps.every((step) => ['add', 'sub', 'rsub', 'mul', 'neg', 'square'].includes(step.op));

function joinSteps(calls: readonly Call[], live: ReadonlySet<Vector>): Call[] {
  const out: (Call | undefined)[] = [...calls];
  const uses = new Uses(calls);
  const replace = (at: number, call: Call, producer: number | undefined): void => {
    uses.remove(out[at]!, at);
    uses.add(call, at);
    out[at] = call;
    if (producer === undefined) return;
    uses.remove(out[producer]!, producer);
    out[producer] = undefined;
  };
  for (let i = 0; i < out.length; i++) {
    const call = out[i]!;
    if (call.kind !== 'map' && call.kind !== 'reduce') continue;
    const size = call.kind === 'map' ? call.size : call.outer * call.axis * call.inner;
    const input = call.kind === 'map' ? call.first : { vector: call.in, offset: call.offset, every: 1, period: size };
    if (!isWhole(input, size) || input.vector.size !== size || live.has(input.vector)) continue;
    const [at, again] = uses.writes.get(input.vector) ?? [];
    if (at === undefined || again !== undefined || at >= i) continue;
    const maker = out[at]!;
    if (uses.changed(maker, at, i)) continue;
    const readers = uses.reads.get(input.vector) ?? [];
    if (maker.kind === 'map' && maker.size === size) {
      const only = readers.length === 1;
      if (!only && !(cheap(maker.steps) && readers.every((r) => readsFirst(out[r]!, input.vector)))) continue;
      const joined = afterMap(call, maker);
      if (joined) replace(i, joined, only ? at : undefined);
    } else if (call.kind === 'map' && readers.length === 1 && takesSteps(maker) && maker.out.size === size) {
      replace(i, { ...maker, out: call.out, steps: [...maker.steps, ...call.steps] }, at);
    }
  }
  return out.filter((call) => call !== undefined);
}

type Maker = Extract<Call, { kind: 'gemm' | 'pool' | 'unpool' }>;
function takesSteps(call: Call): call is Maker {
  return call.kind === 'gemm' || call.kind === 'pool' || call.kind === 'unpool';
}

/** Whether a call reads `v` only as the start of its own elementwise steps. */
function readsFirst(call: Call, v: Vector): boolean {
  if (call.kind === 'map') return call.first.vector === v && isWhole(call.first, call.size);
  return call.kind === 'reduce' && call.in === v && call.offset === 0;
}

/** The call with the steps of the map before it. */
function afterMap(call: Call, maker: MapCall): Call | undefined {
  if (call.kind === 'map') return { ...call, first: maker.first, steps: [...maker.steps, ...call.steps] };
  if (call.kind !== 'reduce' || maker.first.every !== 1 || maker.first.period < maker.size) return undefined;
  return { ...call, in: maker.first.vector, offset: maker.first.offset, steps: [...maker.steps, ...call.steps] };
}

function withoutDead(calls: readonly Call[], live: ReadonlySet<Vector>): Call[] {
  const needed = new Set(live);
  const out: Call[] = [];
  for (const call of calls.toReversed()) {
    let used = false;
    eachVector(call, (v, written) => {
      if (written && needed.has(v)) used = true;
    });
    if (!used) continue;
    out.push(call);
    eachVector(call, (v, written) => {
      if (!written) needed.add(v);
    });
  }
  return out.toReversed();
}
