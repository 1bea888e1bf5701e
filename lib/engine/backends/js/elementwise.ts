/** Elementwise loops, one for each op, and chains of them. */
import type { Binary, Derivative, Floats, MapStep, Operand, Unary } from '../../backend';
import { atan, cos, exp, expm1, log, pow, sigmoid, sin, softplus, tanh } from '../../math';

/**
 * A step over all numbers: y[j+i] ← f(x[h+i], a[k + s·i]) for i < n, in stretches in which the operand advances evenly.
 * The stride s is 0 (one number) or 1.
 */
type Run = Readonly<Record<'x' | 'y' | 'a', Floats> & Record<'alpha' | 'from' | 'size' | 'stretch' | 's', number>> &
  Record<'h' | 'j' | 'k' | 'n', number> & { readonly loop: Loop; readonly at: Omit<Operand, 'vector'> };

type Loop = (run: Run) => void;

// Each op has a closure of its own around the loop: V8 then makes a loop for it with the formula inside.
const one = ({ x, h, y, j, n, alpha }: Run, f: (v: number, alpha: number) => number): void => {
  for (let i = 0; i < n; i++) y[j + i] = f(x[h + i]!, alpha);
};
const two = ({ x, h, y, j, a, k, s, n, alpha }: Run, f: (v: number, a: number, alpha: number) => number): void => {
  for (let i = 0; i < n; i++, k += s) y[j + i] = f(x[h + i]!, a[k]!, alpha);
};

const UNARY: Record<Unary, Loop> = {
  exp: (run) => one(run, (v) => exp(v)),
  log: (run) => one(run, (v) => log(v)),
  sqrt: (run) => one(run, (v) => Math.sqrt(v)),
  square: (run) => one(run, (v) => v * v),
  abs: (run) => one(run, (v) => Math.abs(v)),
  sign: (run) => one(run, (v) => Math.sign(v)),
  tanh: (run) => one(run, (v) => tanh(v)),
  sigmoid: (run) => one(run, (v) => sigmoid(v)),
  // Not `v > 0`: NaN stays NaN.
  relu: (run) => one(run, (v) => (v < 0 ? 0 : v)),
  leaky: (run) => one(run, (v, alpha) => (v > 0 ? v : alpha * v)),
  elu: (run) => one(run, (v, alpha) => (v > 0 ? v : alpha * expm1(v))),
  softplus: (run) => one(run, (v) => softplus(v)),
  arctan: (run) => one(run, (v) => atan(v)),
  sin: (run) => one(run, (v) => sin(v)),
  cos: (run) => one(run, (v) => cos(v)),
};

/** `take` is v ← a. */
const BINARY: Record<Binary | Derivative | 'take', Loop> = {
  take: (run) => two(run, (_, a) => a),
  add: (run) => two(run, (v, a) => v + a),
  sub: (run) => two(run, (v, a) => v - a),
  rsub: (run) => two(run, (v, a) => a - v),
  mul: (run) => two(run, (v, a) => v * a),
  div: (run) => two(run, (v, a) => v / a),
  rdiv: (run) => two(run, (v, a) => a / v),
  pow: (run) => two(run, (v, a) => pow(v, a)),
  max: (run) => two(run, (v, a) => Math.max(v, a)),
  min: (run) => two(run, (v, a) => Math.min(v, a)),
  eq: (run) => two(run, (v, a) => (v === a ? 1 : 0)),
  gt: (run) => two(run, (v, a) => (v > a ? 1 : 0)),
  ge: (run) => two(run, (v, a) => (v >= a ? 1 : 0)),
  'tanh-grad': (run) => two(run, (v, y) => v * (1 - y * y)),
  'sigmoid-grad': (run) => two(run, (v, y) => v * y * (1 - y)),
  'relu-grad': (run) => two(run, (v, y) => (y > 0 ? v : 0)),
  'leaky-grad': (run) => two(run, (v, x, alpha) => (x > 0 ? v : alpha * v)),
  'elu-grad': (run) => two(run, (v, y, alpha) => (y > 0 ? v : v * (y + alpha))),
};

/** An array of the same kind as `other`. */
export function like(other: Floats, size: number): Floats {
  return other instanceof Float64Array ? new Float64Array(size) : new Float32Array(size);
}

function overlap(a: Floats, b: Floats): boolean {
  const apart = a.byteOffset + a.byteLength <= b.byteOffset || b.byteOffset + b.byteLength <= a.byteOffset;
  return !apart && a.buffer === b.buffer;
}

/** out[i] ← steps(first[i]): each step is a run over all numbers, in place after the first. */
export function chain(out: Floats, size: number, first: Operand, steps: readonly MapStep[]): readonly Run[] {
  const direct = first.every === 1 && first.period >= size && steps.length > 0;
  const source = first.vector.data!;
  if (direct && steps.length === 1) return [runOf(steps[0]!, { x: source, from: first.offset }, out, size)];
  // Not in place where that would overwrite what a later step reads.
  const late = direct ? steps.slice(1) : steps;
  const spoilt = late.some((step) => 'with' in step && overlap(step.with.vector.data!, out));
  const room = spoilt ? like(out, size) : out;
  const take = { kind: 'binary', op: 'take', with: first } as const;
  const runs = direct ? [] : [runOf(take, { x: source, from: 0 }, steps.length ? room : out, size)];
  steps.forEach((step, i) => {
    const read = direct && i === 0 ? { x: source, from: first.offset } : { x: room, from: 0 };
    runs.push(runOf(step, read, i === steps.length - 1 ? out : room, size));
  });
  return runs;
}

type Link = MapStep | { readonly kind: 'binary'; readonly op: 'take'; readonly with: Operand };
const NUMBER = { offset: 0, every: 1, period: 1 };

/** y ← step(x from `from` on) */
function runOf(step: Link, { x, from }: Pick<Run, 'x' | 'from'>, y: Floats, size: number): Run {
  const loop = step.kind === 'unary' ? UNARY[step.op] : BINARY[step.op];
  const at = 'with' in step ? step.with : NUMBER;
  const a = 'with' in step ? step.with.vector.data! : 'value' in step ? like(y, 1).fill(step.value) : x;
  const alpha = 'alpha' in step ? step.alpha : 0;
  const { offset, every, period } = at;
  const stretch = period === 1 ? size : every === 1 ? period : every;
  const s = every === 1 && period > 1 ? 1 : 0;
  return { loop, x, y, a, alpha, from, at, size, stretch, s, h: from, j: 0, k: offset, n: size };
}

export function following(runs: readonly Run[]): () => void {
  return () => follow(runs);
}

/** Does what `chain` made ready. */
export function follow(runs: readonly Run[]): void {
  for (const run of runs) {
    const { from, size, stretch, s } = run;
    if (stretch >= size) run.loop(run);
    for (let start = 0; start < size && stretch < size; start += stretch) {
      const { offset, every, period } = run.at;
      run.h = from + start;
      run.j = start;
      run.n = Math.min(stretch, size - start);
      run.k = s ? offset : offset + ((start / every) % period);
      run.loop(run);
    }
  }
}
