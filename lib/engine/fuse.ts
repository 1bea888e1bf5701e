/**
 * Three peepholes over recorded calls, each of which saves a pass over memory and none of which changes a number in float64:
 * a result is written where it is copied to; elementwise steps join the call that makes or sums their input; unread results
 * are not computed. Calls are in single-assignment form: but for parameters, each vector is written by one call.
 */
import type { Call, MapCall, MapStep, Operand, Vector } from './backend';
import { eachVector, mapVectors } from './calls';
import { sameShape, sizeOf, stridesOf } from './shape';

interface Uses {
  /** Places of the calls that read or write a vector; a call counts once per mention. */
  readonly reads: Map<Vector, number[]>;
  readonly writes: Map<Vector, number[]>;
}

function usesOf(calls: readonly (Call | undefined)[]): Uses {
  const uses: Uses = { reads: new Map(), writes: new Map() };
  for (const [i, call] of calls.entries()) {
    if (!call) continue;
    eachVector(call, (v, written) => {
      const map = written ? uses.writes : uses.reads;
      const places = map.get(v);
      if (places) places.push(i);
      else map.set(v, [i]);
    });
  }
  return uses;
}

/** @param live vectors that are read from outside, or through slices: they must be written as recorded */
export function fuse(calls: readonly Call[], live: ReadonlySet<Vector>): Call[] {
  return withoutDead(joinSteps(forwardCopies(calls, live), live), live);
}

/** x made, then copied whole to y: y is made in the first place. So gradients land in the flat gradient vector. */
function forwardCopies(calls: readonly Call[], live: ReadonlySet<Vector>): Call[] {
  let out: (Call | undefined)[] = [...calls];
  for (const [i, copy] of calls.entries()) {
    if (copy.kind !== 'copy') continue;
    const { from, to, shape } = copy;
    const whole = (v: { vector: Vector; offset: number; strides: readonly number[] }): boolean =>
      v.offset === 0 && v.vector.size === sizeOf(shape) && sameShape(v.strides, stridesOf(shape));
    if (!whole(from) || !whole(to) || live.has(from.vector)) continue;
    const { reads, writes } = usesOf(out);
    const [made, again] = writes.get(from.vector) ?? [];
    const touched = [...(reads.get(to.vector) ?? []), ...(writes.get(to.vector) ?? [])];
    if (made === undefined || again !== undefined || touched.some((at) => at < i)) continue;
    out[i] = undefined;
    out = out.map((call) => call && mapVectors(call, (v) => (v === from.vector ? to.vector : v)));
  }
  return out.filter((call) => call !== undefined);
}

const isWhole = ({ offset, every, period }: Operand, size: number): boolean =>
  offset === 0 && every === 1 && period === size;

/** Steps that cost less than a pass over memory, so that doing them twice is cheaper than storing their result. */
const cheap = (steps: readonly MapStep[]): boolean =>
  steps.length <= 2 && steps.every((step) => ['add', 'sub', 'rsub', 'mul', 'neg', 'square'].includes(step.op));

function joinSteps(calls: readonly Call[], live: ReadonlySet<Vector>): Call[] {
  const out: (Call | undefined)[] = [...calls];
  let uses = usesOf(out);
  const replace = (at: number, call: Call, producer: number | undefined): void => {
    out[at] = call;
    if (producer !== undefined) out[producer] = undefined;
    uses = usesOf(out);
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
