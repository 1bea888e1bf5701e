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

// A loop for each op: a function called for each number costs ten times as much.
const UNARY: Record<Unary, Loop> = {
  neg: ({ x, h, y, j, n }) => {
    for (let i = 0; i < n; i++) y[j + i] = -x[h + i]!;
  },
  exp: ({ x, h, y, j, n }) => {
    for (let i = 0; i < n; i++) y[j + i] = exp(x[h + i]!);
  },
  log: ({ x, h, y, j, n }) => {
    for (let i = 0; i < n; i++) y[j + i] = log(x[h + i]!);
  },
  sqrt: ({ x, h, y, j, n }) => {
    for (let i = 0; i < n; i++) y[j + i] = Math.sqrt(x[h + i]!);
  },
  square: ({ x, h, y, j, n }) => {
    for (let i = 0; i < n; i++) y[j + i] = x[h + i]! * x[h + i]!;
  },
  abs: ({ x, h, y, j, n }) => {
    for (let i = 0; i < n; i++) y[j + i] = Math.abs(x[h + i]!);
  },
  sign: ({ x, h, y, j, n }) => {
    for (let i = 0; i < n; i++) y[j + i] = Math.sign(x[h + i]!);
  },
  reciprocal: ({ x, h, y, j, n }) => {
    for (let i = 0; i < n; i++) y[j + i] = 1 / x[h + i]!;
  },
  tanh: ({ x, h, y, j, n }) => {
    for (let i = 0; i < n; i++) y[j + i] = tanh(x[h + i]!);
  },
  sigmoid: ({ x, h, y, j, n }) => {
    for (let i = 0; i < n; i++) y[j + i] = sigmoid(x[h + i]!);
  },
  // Not `> 0`: NaN stays NaN.
  relu: ({ x, h, y, j, n }) => {
    for (let i = 0; i < n; i++) y[j + i] = x[h + i]! < 0 ? 0 : x[h + i]!;
  },
  leaky: ({ x, h, y, j, n, alpha }) => {
    for (let i = 0; i < n; i++) y[j + i] = x[h + i]! > 0 ? x[h + i]! : alpha * x[h + i]!;
  },
  elu: ({ x, h, y, j, n, alpha }) => {
    for (let i = 0; i < n; i++) y[j + i] = x[h + i]! > 0 ? x[h + i]! : alpha * expm1(x[h + i]!);
  },
  softplus: ({ x, h, y, j, n }) => {
    for (let i = 0; i < n; i++) y[j + i] = softplus(x[h + i]!);
  },
  arctan: ({ x, h, y, j, n }) => {
    for (let i = 0; i < n; i++) y[j + i] = atan(x[h + i]!);
  },
  step: ({ x, h, y, j, n }) => {
    for (let i = 0; i < n; i++) y[j + i] = x[h + i]! >= 0 ? 1 : 0;
  },
  sin: ({ x, h, y, j, n }) => {
    for (let i = 0; i < n; i++) y[j + i] = sin(x[h + i]!);
  },
  cos: ({ x, h, y, j, n }) => {
    for (let i = 0; i < n; i++) y[j + i] = cos(x[h + i]!);
  },
};

/** `take` is v ← a. */
const BINARY: Record<Binary | 'take', Loop> = {
  take: ({ y, j, a, k, s, n }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = a[k]!;
  },
  add: ({ x, h, y, j, a, k, s, n }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = x[h + i]! + a[k]!;
  },
  sub: ({ x, h, y, j, a, k, s, n }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = x[h + i]! - a[k]!;
  },
  rsub: ({ x, h, y, j, a, k, s, n }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = a[k]! - x[h + i]!;
  },
  mul: ({ x, h, y, j, a, k, s, n }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = x[h + i]! * a[k]!;
  },
  div: ({ x, h, y, j, a, k, s, n }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = x[h + i]! / a[k]!;
  },
  rdiv: ({ x, h, y, j, a, k, s, n }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = a[k]! / x[h + i]!;
  },
  pow: ({ x, h, y, j, a, k, s, n }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = pow(x[h + i]!, a[k]!);
  },
  max: ({ x, h, y, j, a, k, s, n }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = Math.max(x[h + i]!, a[k]!);
  },
  min: ({ x, h, y, j, a, k, s, n }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = Math.min(x[h + i]!, a[k]!);
  },
  eq: ({ x, h, y, j, a, k, s, n }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = x[h + i] === a[k] ? 1 : 0;
  },
  gt: ({ x, h, y, j, a, k, s, n }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = x[h + i]! > a[k]! ? 1 : 0;
  },
  ge: ({ x, h, y, j, a, k, s, n }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = x[h + i]! >= a[k]! ? 1 : 0;
  },
};

const DERIVATIVE: Record<Derivative, Loop> = {
  'tanh-grad': ({ x, h, y, j, a, k, s, n }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = x[h + i]! * (1 - a[k]! * a[k]!);
  },
  'sigmoid-grad': ({ x, h, y, j, a, k, s, n }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = x[h + i]! * a[k]! * (1 - a[k]!);
  },
  'relu-grad': ({ x, h, y, j, a, k, s, n }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = a[k]! > 0 ? x[h + i]! : 0;
  },
  'leaky-grad': ({ x, h, y, j, a, k, s, n, alpha }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = a[k]! > 0 ? x[h + i]! : alpha * x[h + i]!;
  },
  'elu-grad': ({ x, h, y, j, a, k, s, n, alpha }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = a[k]! > 0 ? x[h + i]! : x[h + i]! * (a[k]! + alpha);
  },
  'softplus-grad': ({ x, h, y, j, a, k, s, n }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = x[h + i]! * sigmoid(a[k]!);
  },
  'arctan-grad': ({ x, h, y, j, a, k, s, n }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = x[h + i]! / (1 + a[k]! * a[k]!);
  },
  'abs-grad': ({ x, h, y, j, a, k, s, n }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = x[h + i]! * Math.sign(a[k]!);
  },
  'sin-grad': ({ x, h, y, j, a, k, s, n }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = x[h + i]! * cos(a[k]!);
  },
  'cos-grad': ({ x, h, y, j, a, k, s, n }) => {
    for (let i = 0; i < n; i++, k += s) y[j + i] = -x[h + i]! * sin(a[k]!);
  },
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
  const source = first.vector.data!;
  const direct = first.every === 1 && first.period >= size && steps.length > 0;
  if (direct && steps.length === 1) return link({ x: source, h: first.offset, y: out, size }, steps[0]!);
  // In place, unless that would overwrite what a later step reads.
  const inPlace = steps.every((s, i) => !('with' in s) || (direct && i === 0) || !overlap(s.with.vector.data!, out));
  const room = inPlace ? out : like(out, size);
  const links: (() => void)[] = [];
  if (!direct) {
    const y = steps.length ? room : out;
    links.push(link({ x: source, h: 0, y, size }, { kind: 'binary', op: 'take', with: first }));
  }
  steps.forEach((step, i) => {
    const [x, h] = i === 0 && direct ? [source, first.offset] : [room, 0];
    links.push(link({ x, h, y: i === steps.length - 1 ? out : room, size }, step));
  });
  return () => {
    for (const run of links) run();
  };
}

interface Span {
  readonly x: Floats;
  readonly h: number;
  readonly y: Floats;
  readonly size: number;
}

type Link = MapStep | { readonly kind: 'binary'; readonly op: 'take'; readonly with: Operand };

/** One step over all numbers: a loop for each stretch in which the operand advances evenly. */
function link({ x, h, y, size }: Span, step: Link): () => void {
  const run: Run = { x, y, a: x, h, j: 0, k: 0, s: 0, n: size, alpha: 0 };
  if (step.kind === 'unary') {
    const loop = UNARY[step.op];
    run.alpha = step.alpha;
    return () => loop(run);
  }
  const loop = step.kind === 'derivative' ? DERIVATIVE[step.op] : BINARY[step.op];
  if (step.kind === 'const') {
    run.a = like(y, 1);
    run.a[0] = step.value;
    return () => loop(run);
  }
  if (step.kind === 'derivative') run.alpha = step.alpha;
  const { vector, offset, every, period } = step.with;
  run.a = vector.data!;
  run.k = offset;
  run.s = every === 1 && period > 1 ? 1 : 0;
  const stretch = period === 1 ? size : every === 1 ? period : every;
  if (stretch >= size) return () => loop(run);
  return () => {
    for (let start = 0, place = 0; start < size; start += stretch) {
      run.h = h + start;
      run.j = start;
      run.n = Math.min(stretch, size - start);
      loop(run);
      if (run.s === 0) {
        place = place + 1 === period ? 0 : place + 1;
        run.k = offset + place;
      }
    }
    run.k = offset;
  };
}
