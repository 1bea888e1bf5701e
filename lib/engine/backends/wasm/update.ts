/** The optimizers' rules, four parameters at a time. */

import type { Rule } from '../../backend';
import { type Code, f32x4, type Local, set } from './asm';
import { type Body, storeSome } from './nest';

const { add, sub, mul, div, sqrt } = f32x4;

interface Numbers {
  readonly p: Local;
  readonly g: Local;
  readonly s: Local;
  readonly u: Local;
  /** The numbers of `hyper`; then 1 − a, 1 − b, η/c and 1/d, which float32 would round once more. */
  readonly hyper: readonly Code[];
}

const blend = (old: Local, a: Code, rest: Code, now: Code): Code => set(old, add(mul(a, old), mul(rest, now)));

const RULES: Record<Rule, (numbers: Numbers) => readonly Code[]> = {
  sgd: ({ p, g, hyper: [rate] }) => [set(p, sub(p, mul(rate!, g)))],
  momentum: ({ p, g, s, hyper: [rate, a] }) => [set(s, sub(mul(a!, s), mul(rate!, g))), set(p, add(p, s))],
  nesterov: ({ p, g, s, hyper: [rate, a] }) => [
    set(s, sub(mul(a!, s), mul(rate!, g))),
    set(p, sub(add(p, mul(a!, s)), mul(rate!, g))),
  ],
  adagrad: ({ p, g, s, hyper: [rate, , , ε] }) => [
    set(s, add(s, mul(g, g))),
    set(p, sub(p, div(mul(rate!, g), add(sqrt(s), ε!)))),
  ],
  // u waits for δ: until then g holds it.
  adadelta: ({ p, g, s, u, hyper: [rate, a, , ε, , , , a1] }) => [
    blend(s, a!, a1!, mul(g, g)),
    set(g, div(mul(g, sqrt(add(u, ε!))), sqrt(add(s, ε!)))),
    blend(u, a!, a1!, mul(g, g)),
    set(p, sub(p, mul(rate!, g))),
  ],
  rmsprop: ({ p, g, s, hyper: [rate, a, , ε, , , , a1] }) => [
    blend(s, a!, a1!, mul(g, g)),
    set(p, sub(p, div(mul(rate!, g), add(sqrt(s), ε!)))),
  ],
  adam: ({ p, g, s, u, hyper: [, a, b, ε, , , , a1, b1, rateByC, oneByD] }) => [
    blend(s, a!, a1!, g),
    blend(u, b!, b1!, mul(g, g)),
    set(p, sub(p, div(mul(rateByC!, s), add(sqrt(mul(u, oneByD!)), ε!)))),
  ],
  adamw: (numbers) => {
    const { p, hyper } = numbers;
    return [set(p, sub(p, mul(mul(hyper[0]!, hyper[6]!), p))), ...RULES.adam(numbers)];
  },
};

/** The numbers of `hyper` as the rules take them. */
export function hyperNumbers(hyper: Float64Array): number[] {
  const [rate, a, b, ε, c, d, λ] = hyper as unknown as [number, number, number, number, number, number, number];
  return [rate, a, b, ε, c, d, λ, 1 - a, 1 - b, rate / c, 1 / d];
}

/** One step of a rule: params, grads, as much state as it has, then what `hyperNumbers` gives. */
export function update(rule: Rule, states: number): Body {
  return ([params, grads, ...rest], left, { v128 }) => {
    const [p, g, s, u] = [v128(), v128(), v128(), v128()];
    const state = rest.slice(0, states);
    const hyper = rest.slice(states).map((at) => f32x4.loadSplat(at));
    const written: [Local, Local][] = [[params!, p], ...state.map((at, i): [Local, Local] => [at, i === 0 ? s : u])];
    return [
      set(g, f32x4.load(grads!)),
      ...written.map(([at, v]) => set(v, f32x4.load(at))),
      ...RULES[rule]({ p, g, s, u, hyper }),
      ...written.map(([at, v]) => storeSome(at, v, left)),
    ];
  };
}
