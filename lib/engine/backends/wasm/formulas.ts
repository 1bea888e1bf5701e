/** The elementwise functions as SIMD instructions. What is absent here runs in JavaScript. */

import type { MapStep } from '../../backend';
import { type Code, f32x4, i32, type Local } from './asm';

const { add, sub, mul, div, abs, neg, less, greater, greaterEqual, equal, select, and, pmin, pmax } = f32x4;

/** Names a value that a formula uses more than once. */
export type Keep = (value: Code) => Local;

/** c₀ + c₁x + c₂x² + … */
const polynomial = (x: Local, [first, ...rest]: readonly number[]): Code => {
  return add(first!, mul(x, rest.length === 1 ? rest[0]! : polynomial(x, rest)));
};
const EXP = [1, 1, 0.50000001201, 0.16666665459, 0.041665795894, 8.3334519073e-3, 1.3981999507e-3, 1.98756915e-4];
const TANH = [-0.333332819422, 0.133314422036, -0.0537397155531, 0.0206390887954, -5.70498872745e-3];

/** 2ⁿ for whole n: n + 127 put where a float32 has its exponent. */
const powerOfTwo = (n: Code): Code => f32x4.shiftLeft(f32x4.addInt(n, f32x4.splatInt(127)), i32.const(23));

/**
 * eˣ = 2ⁿ · eʳ with n = round(x / ln 2) and |r| ≤ ln 2 / 2, within 2·10⁻⁷ of the value; ∞ from 88.8 and 0 below −103.
 *
 * @see Moshier, Cephes `expf`
 */
function exp(value: Code, keep: Keep): Code {
  const x = keep(pmax(pmin(value, 89), -104));
  const n = keep(f32x4.nearest(mul(x, Math.LOG2E)));
  // ln 2 in two parts, the first so short that n times it is exact.
  const r = keep(sub(sub(x, mul(n, 0.693359375)), mul(n, -2.1219444e-4)));
  // 2ⁿ in two factors: n may lie outside the exponents of normal numbers.
  const whole = keep(f32x4.toInt(n));
  const half = keep(f32x4.shiftRight(whole, i32.const(1)));
  return mul(mul(polynomial(r, EXP), powerOfTwo(half)), powerOfTwo(f32x4.subInt(whole, half)));
}

/**
 * tanh x = x + x³P(x²) for |x| < 0.625, else 1 − 2/(e²ˣ + 1), within 2·10⁻⁷ of the value.
 *
 * @see Moshier, Cephes `tanhf`
 */
function tanh(value: Code, keep: Keep): Code {
  const x = keep(value);
  const square = keep(mul(x, x));
  const near = add(x, mul(mul(x, square), polynomial(square, TANH)));
  return select(near, sub(1, div(2, add(exp(add(x, x), keep), 1))), less(abs(x), 0.625));
}

/** eˣ − 1 = 2t/(1 − t) with t = tanh(x/2): exact where eˣ is almost 1. */
function expMinusOne(x: Code, keep: Keep): Code {
  const t = keep(tanh(mul(x, 0.5), keep));
  return div(add(t, t), sub(1, t));
}
const sigmoid = (x: Code, keep: Keep): Code => div(1, add(1, exp(neg(x), keep)));
const sign = (x: Code): Code => select(1, select(-1, x, less(x, 0)), greater(x, 0));
const oneWhere = (mask: Code): Code => and(mask, 1);

interface Operands {
  readonly v: Local;
  /** Loads the other operand of a binary step or a derivative, and α. */
  readonly a: Code;
  readonly alpha: Code;
}

/** The new v of each step. */
export const FORMULAS: { readonly [Op in MapStep['op']]?: (operands: Operands, keep: Keep) => Code } = {
  exp: ({ v }, keep) => exp(v, keep),
  sqrt: ({ v }) => f32x4.sqrt(v),
  square: ({ v }) => mul(v, v),
  abs: ({ v }) => abs(v),
  sign: ({ v }) => sign(v),
  tanh: ({ v }, keep) => tanh(v, keep),
  sigmoid: ({ v }, keep) => sigmoid(v, keep),
  relu: ({ v }) => pmax(v, 0),
  leaky: ({ v, alpha }) => select(v, mul(alpha, v), greater(v, 0)),
  elu: ({ v, alpha }, keep) => select(v, mul(alpha, expMinusOne(v, keep)), greater(v, 0)),
  add: ({ v, a }) => add(v, a),
  sub: ({ v, a }) => sub(v, a),
  rsub: ({ v, a }) => sub(a, v),
  mul: ({ v, a }) => mul(v, a),
  div: ({ v, a }) => div(v, a),
  rdiv: ({ v, a }) => div(a, v),
  max: ({ v, a }) => f32x4.max(v, a),
  min: ({ v, a }) => f32x4.min(v, a),
  eq: ({ v, a }) => oneWhere(equal(v, a)),
  gt: ({ v, a }) => oneWhere(greater(v, a)),
  ge: ({ v, a }) => oneWhere(greaterEqual(v, a)),
  'tanh-grad': ({ v, a }) => mul(v, sub(1, mul(a, a))),
  'sigmoid-grad': ({ v, a }) => mul(v, mul(a, sub(1, a))),
  'relu-grad': ({ v, a }) => and(v, greater(a, 0)),
  'leaky-grad': ({ v, a, alpha }) => select(v, mul(alpha, v), greater(a, 0)),
  'elu-grad': ({ v, a, alpha }) => select(v, mul(v, add(a, alpha)), greater(a, 0)),
};
