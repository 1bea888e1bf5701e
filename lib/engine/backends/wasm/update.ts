/** The optimizers' rules, four parameters at a time. */

import type { Rule } from '../../backend';
import { type Code, f32x4, type Local, set } from './asm';
import { type Body, storeSome } from './nest';

const { add, sub, mul, div, sqrt } = f32x4;

/** The numbers of `hyper`, and what float32 would round once more if it were made of them here. */
const HYPER = ['rate', 'a', 'b', 'ε', 'c', 'd', 'λ', 'restA', 'restB', 'rateByC', 'oneByD'] as const;
export function hyperNumbers(hyper: Float64Array): number[] {
  const [rate, a, b, , c, d] = hyper as unknown as [number, number, number, number, number, number];
  return [...hyper.subarray(0, 7), 1 - a, 1 - b, rate / c, 1 / d];
}
type Numbers = Record<'p' | 'g' | 's' | 'u' | (typeof HYPER)[number], Code>;

const blend = (old: Local, a: Code, rest: Code, now: Code): Code => set(old, add(mul(a, old), mul(rest, now)));

/** See `UpdateCall` for the formulas. */
const RULES: Record<Rule, (numbers: Numbers) => readonly Code[]> = {
  sgd: ({ p, g, rate }) => [set(p, sub(p, mul(rate, g)))],
  momentum: ({ p, g, s, rate, a }) => [set(s, sub(mul(a, s), mul(rate, g))), set(p, add(p, s))],
  nesterov: ({ p, g, s, rate, a }) => {
    return [set(s, sub(mul(a, s), mul(rate, g))), set(p, sub(add(p, mul(a, s)), mul(rate, g)))];
  },
  adagrad: ({ p, g, s, rate, ε }) => {
    return [set(s, add(s, mul(g, g))), set(p, sub(p, div(mul(rate, g), add(sqrt(s), ε))))];
  },
  adadelta: ({ p, g, s, u, rate, a, restA, ε }) => {
    const δ = g;
    const takeDelta = set(δ, div(mul(g, sqrt(add(u, ε))), sqrt(add(s, ε))));
    return [blend(s, a, restA, mul(g, g)), takeDelta, blend(u, a, restA, mul(δ, δ)), set(p, sub(p, mul(rate, δ)))];
  },
  rmsprop: ({ p, g, s, rate, a, restA, ε }) => {
    return [blend(s, a, restA, mul(g, g)), set(p, sub(p, div(mul(rate, g), add(sqrt(s), ε))))];
  },
  adam: ({ p, g, s, u, a, b, ε, restA, restB, rateByC, oneByD }) => {
    const change = div(mul(rateByC, s), add(sqrt(mul(u, oneByD)), ε));
    return [blend(s, a, restA, g), blend(u, b, restB, mul(g, g)), set(p, sub(p, change))];
  },
  adamw: (numbers) => {
    const { p, rate, λ } = numbers;
    return [set(p, sub(p, mul(mul(rate, λ), p))), ...RULES.adam(numbers)];
  },
};

/** One step: over params, as much state as the rule has, grads, and what `hyperNumbers` gives. */
export function updateBody(rule: Rule, states: number): Body {
  return (at, left, { v128 }) => {
    const [p, s, u, g] = [v128(), v128(), v128(), v128()];
    const written = [p, s, u].slice(0, 1 + states);
    const hyper = HYPER.map((name, i) => [name, f32x4.loadSplat(at[states + 2 + i]!)]);
    return [
      set(g, f32x4.load(at[states + 1]!)),
      ...written.map((v, i) => set(v, f32x4.load(at[i]!))),
      ...RULES[rule]({ ...Object.fromEntries(hyper), p, s, u, g } as Numbers),
      ...written.map((v, i) => storeSome(at[i]!, v, left)),
    ];
  };
}
