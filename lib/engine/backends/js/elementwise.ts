/** Elementwise loops, one for each op, and chains of them. */
import type { Binary, Derivative, Floats, MapStep, Operand, Unary } from '../../backend';
import { atan, cos, exp, expm1, log, pow, sigmoid, sin, softplus, tanh } from '../../math';

/** y[j+i] ← f(x[h+i], a[k + s·i]) for i < n. The stride s is 0 (one number) or 1. */
interface Run {
  readonly x: Floats;
  readonly y: Floats;
  a: Floats;
  h: number;
  j: number;
  k: number;
  s: number;
  n: number;
  alpha: number;
}

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

/** out[i] ← steps(first[i]): each step is a loop over all numbers, in place after the first. */
export function chain(out: Floats, size: number, first: Operand, steps: readonly MapStep[]): () => void {
  const direct = first.every === 1 && first.period >= size && steps.length > 0;
  const source = first.vector.data!;
  if (direct && steps.length === 1) return link(span(source, first.offset, out, size), steps[0]!);
  // Not in place where that would overwrite what a later step reads.
  const late = direct ? steps.slice(1) : steps;
  const spoilt = late.some((step) => 'with' in step && overlap(step.with.vector.data!, out));
  const room = spoilt ? like(out, size) : out;
  const links: (() => void)[] = [];
  if (!direct) {
    const run = span(source, 0, steps.length ? room : out, size);
    links.push(link(run, { kind: 'binary', op: 'take', with: first }));
  }
  steps.forEach((step, i) => {
    const y = i === steps.length - 1 ? out : room;
    const run = direct && i === 0 ? span(source, first.offset, y, size) : span(room, 0, y, size);
    links.push(link(run, step));
  });
  return () => {
    for (const run of links) run();
  };
}

function span(x: Floats, h: number, y: Floats, n: number): Run {
  return { x, y, a: x, h, j: 0, k: 0, s: 0, n, alpha: 0 };
}

type Link = MapStep | { readonly kind: 'binary'; readonly op: 'take'; readonly with: Operand };

/** One step over all numbers: a loop for each stretch in which the operand advances evenly. */
function link(run: Run, step: Link): () => void {
  if ('alpha' in step) run.alpha = step.alpha;
  const loop = step.kind === 'unary' ? UNARY[step.op] : BINARY[step.op];
  if (step.kind === 'const') {
    run.a = like(run.y, 1);
    run.a[0] = step.value;
  }
  if (!('with' in step)) return () => loop(run);
  const { vector, offset, every, period } = step.with;
  run.a = vector.data!;
  run.k = offset;
  run.s = every === 1 && period > 1 ? 1 : 0;
  const { h, n } = run;
  const stretch = period === 1 ? n : every === 1 ? period : every;
  if (stretch >= n) return () => loop(run);
  return () => {
    for (let start = 0; start < n; start += stretch) {
      run.h = h + start;
      run.j = start;
      run.n = Math.min(stretch, n - start);
      run.k = run.s ? offset : offset + ((start / every) % period);
      loop(run);
    }
  };
}
