/** Chains of elementwise steps as SIMD instructions, four numbers at a time. */

import type { Binary, Derivative, MapStep, Operand, Unary } from '../../backend';
import { type Code, f32x4, type Fresh, i32, type Local, set } from './asm';
import type { WasmVector } from './heap';

const { add, sub, mul, div, abs, neg, less, greater, greaterEqual, equal, select, and, pmin, pmax } = f32x4;
const number = f32x4.const;

/** c₀ + c₁x + c₂x² + … */
const polynomial = (x: Code, [first, ...rest]: readonly number[]): Code => {
  return rest.length === 0 ? number(first!) : add(number(first!), mul(x, polynomial(x, rest)));
};

/** Names the values that a formula uses more than once. */
interface Scratch {
  readonly code: Code[];
  readonly fresh: Fresh;
}
function keep({ code, fresh }: Scratch, value: Code): Local {
  const local = fresh.v128();
  code.push(set(local, value));
  return local;
}

/**
 * eˣ = 2ⁿ · eʳ with n = round(x / ln 2) and |r| ≤ ln 2 / 2, within 2·10⁻⁷ of the value; ∞ from 88.8 and 0 below −103.
 *
 * @see Moshier, Cephes `expf`
 */
function exp(s: Scratch, value: Code): Code {
  const x = keep(s, pmax(pmin(value, number(89)), number(-104)));
  const n = keep(s, f32x4.nearest(mul(x, number(Math.LOG2E))));
  // ln 2 in two parts, the first short enough for n · 0.693359375 to be exact.
  const r = keep(s, sub(sub(x, mul(n, number(0.693359375))), mul(n, number(-2.1219444e-4))));
  const series = polynomial(
    r,
    [1, 1, 0.50000001201, 0.16666665459, 0.041665795894, 8.3334519073e-3, 1.3981999507e-3, 1.98756915e-4],
  );
  // 2ⁿ in two factors: n may lie outside the exponents of normal numbers.
  const whole = keep(s, f32x4.toInt(n));
  const half = keep(s, f32x4.halve(whole));
  return mul(mul(series, f32x4.powerOfTwo(half)), f32x4.powerOfTwo(f32x4.subInt(whole, half)));
}

/**
 * tanh x = x + x³P(x²) for |x| < 0.625, else 1 − 2/(e²ˣ + 1), within 2·10⁻⁷ of the value.
 *
 * @see Moshier, Cephes `tanhf`
 */
function tanh(s: Scratch, value: Code): Code {
  const x = keep(s, value);
  const z = keep(s, mul(x, x));
  const p = polynomial(z, [-0.333332819422, 0.133314422036, -0.0537397155531, 0.0206390887954, -5.70498872745e-3]);
  const near = add(x, mul(x, mul(z, p)));
  const far = sub(number(1), div(number(2), add(exp(s, add(x, x)), number(1))));
  return select(near, far, less(abs(x), number(0.625)));
}

const sigmoid = (s: Scratch, x: Code): Code => div(number(1), add(number(1), exp(s, neg(x))));
const sign = (x: Code): Code => select(number(1), select(number(-1), x, less(x, number(0))), greater(x, number(0)));
const square = (x: Code): Code => mul(x, x);
const oneWhere = (mask: Code): Code => and(mask, number(1));
/** eˣ − 1 = 2t/(1 − t) with t = tanh(x/2): exact where eˣ is almost 1. */
function expMinusOne(s: Scratch, x: Code): Code {
  const t = keep(s, tanh(s, mul(x, number(0.5))));
  return div(add(t, t), sub(number(1), t));
}

// What is absent here runs in JavaScript.
const UNARY: Partial<Record<Unary, (v: Local, alpha: Code, s: Scratch) => Code>> = {
  neg: (v) => neg(v),
  exp: (v, _, s) => exp(s, v),
  sqrt: (v) => f32x4.sqrt(v),
  square,
  abs: (v) => abs(v),
  sign,
  reciprocal: (v) => div(number(1), v),
  tanh: (v, _, s) => tanh(s, v),
  sigmoid: (v, _, s) => sigmoid(s, v),
  relu: (v) => pmax(v, number(0)),
  leaky: (v, alpha) => select(v, mul(alpha, v), greater(v, number(0))),
  elu: (v, alpha, s) => select(v, mul(alpha, expMinusOne(s, v)), greater(v, number(0))),
  step: (v) => oneWhere(greaterEqual(v, number(0))),
};

const BINARY: Partial<Record<Binary, (v: Local, a: Local) => Code>> = {
  add,
  sub,
  rsub: (v, a) => sub(a, v),
  mul,
  div,
  rdiv: (v, a) => div(a, v),
  max: f32x4.max,
  min: f32x4.min,
  eq: (v, a) => oneWhere(equal(v, a)),
  gt: (v, a) => oneWhere(greater(v, a)),
  ge: (v, a) => oneWhere(greaterEqual(v, a)),
};

const DERIVATIVE: Partial<Record<Derivative, (v: Local, a: Local, alpha: Code, s: Scratch) => Code>> = {
  'tanh-grad': (v, y) => mul(v, sub(number(1), square(y))),
  'sigmoid-grad': (v, y) => mul(v, mul(y, sub(number(1), y))),
  'relu-grad': (v, y) => and(v, greater(y, number(0))),
  'leaky-grad': (v, x, alpha) => select(v, mul(alpha, v), greater(x, number(0))),
  'elu-grad': (v, y, alpha) => select(v, mul(v, add(y, alpha)), greater(y, number(0))),
  'softplus-grad': (v, x, _, s) => mul(v, sigmoid(s, x)),
  'arctan-grad': (v, x) => div(v, add(number(1), square(x))),
  'abs-grad': (v, x) => mul(v, sign(x)),
};

/** How an input of a chain lies under a rows × columns result: `number` is one number that travels in the call itself. */
export type Layout = 'whole' | 'row' | 'column' | 'one' | 'number';

/** What a kernel must know to load an input, and the integer that it gets for it. */
export interface Input {
  readonly layout: Layout;
  readonly argument: number;
}

/** A chain over a result of rows × columns numbers at an address. Two chains of the same key have the same instructions. */
export interface Chain {
  readonly key: string;
  readonly inputs: readonly Input[];
  /** v ← steps(v), where input i is loaded by `load(i)`. */
  readonly emit: (v: Local, load: (input: number) => Code, fresh: Fresh) => Code;
}

export interface Extent {
  readonly address: number;
  readonly rows: number;
  readonly columns: number;
}

/** The 32 bits of a float32, as numbers travel in a call. */
export const bits = (value: number): number => new Int32Array(Float32Array.of(value).buffer)[0]!;

/** The input that an operand is, or undefined where it lies in none of the ways that kernels know. */
export function inputOf(
  { vector, offset, every, period }: Operand,
  { address, rows, columns }: Extent,
): Input | undefined {
  const size = rows * columns;
  const at = (vector as WasmVector).address + 4 * offset;
  if (period === 1 || every >= size) return { layout: 'one', argument: at };
  // Whole operands move along with the result.
  if (every === 1 && period >= size) return { layout: 'whole', argument: at - address };
  if (every === 1 && period === columns) return { layout: 'row', argument: at };
  return every === columns && period >= rows ? { layout: 'column', argument: at } : undefined;
}

/** The chain of the steps, or undefined where one of them has no instructions or an operand no layout. */
export function chainOf(steps: readonly MapStep[], extent: Extent): Chain | undefined {
  const inputs: Input[] = [];
  const parts: ((v: Local, load: (input: number) => Code, s: Scratch) => Code)[] = [];
  for (const step of steps) {
    const first = inputs.length;
    if (step.kind === 'binary' || step.kind === 'derivative') {
      const input = inputOf(step.with, extent);
      if (!input) return undefined;
      inputs.push(input);
    }
    if (step.kind !== 'binary') {
      inputs.push({ layout: 'number', argument: bits(step.kind === 'const' ? step.value : step.alpha) });
    }
    if (step.kind === 'unary') {
      const f = UNARY[step.op];
      if (!f) return undefined;
      parts.push((v, load, s) => f(v, load(first), s));
    } else if (step.kind === 'derivative') {
      const f = DERIVATIVE[step.op];
      if (!f) return undefined;
      parts.push((v, load, s) => f(v, keep(s, load(first)), load(first + 1), s));
    } else {
      const f = BINARY[step.op];
      if (!f) return undefined;
      parts.push((v, load, s) => f(v, keep(s, load(first))));
    }
  }
  const key = [...steps.map(({ op }) => op), ...inputs.map(({ layout }) => layout)].join();
  const emit: Chain['emit'] = (v, load, fresh) => {
    return parts.flatMap((part) => {
      const code: Code[] = [];
      const result = part(v, load, { code, fresh });
      return [...code.flat(), ...set(v, result)];
    });
  };
  return { key, inputs, emit };
}

/** Where a kernel stands: byte address in the result, byte distances from the first column and the first row's number. */
export interface Place {
  readonly cursor: Code;
  readonly columnAt: Code;
  readonly rowAt: Code;
  /** Further bytes that the instruction itself adds to the first two, and to the third. */
  readonly along: number;
  readonly down: number;
}

/** Four numbers of an input at a place; `param` is the integer that the kernel got for it. */
export function loadInput({ layout }: Input, param: Local, place: Place): Code {
  switch (layout) {
    case 'whole':
      return f32x4.load(i32.add(param, place.cursor), place.along);
    case 'row':
      return f32x4.load(i32.add(param, place.columnAt), place.along);
    case 'column':
      return f32x4.loadSplat(i32.add(param, place.rowAt), place.down);
    case 'one':
      return f32x4.loadSplat(param);
    case 'number':
      return f32x4.splatBits(param);
  }
}
