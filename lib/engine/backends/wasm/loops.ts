/** Elementwise loops, sums of columns and optimizer updates, four numbers at a time. */

import type { Rule } from '../../backend';
import { bump, type Code, f32x4, type Fresh, i32, type Local, repeat, routine, type Routine, set, some } from './asm';
import { type Chain, type Input, loadInput } from './chain';
import { storeSome } from './storing';

const inputNames = (inputs: readonly Input[]): string[] => inputs.map((_, i) => `x${i}`);
const groups = (count: Code): Code => i32.shiftRight(i32.add(count, i32.const(3)), i32.const(2));

/** out = steps(first) over rows × columns; `first` is input 0, those of the chain follow. */
export function mapRoutine(name: string, first: Input, chain: Chain): Routine {
  const inputs = [first, ...chain.inputs];
  const sizes = ['out', 'rows', 'columns'] as const;
  return routine(name, [...sizes, ...inputNames(inputs)], (params, fresh) => {
    const { out, rows, columns } = params as Record<(typeof sizes)[number], Local>;
    const [row, group, columnAt, rowAt, left] = some(5, fresh.i32) as [Local, Local, Local, Local, Local];
    const v = fresh.v128();
    const place = { cursor: out, columnAt, rowAt, along: 0, down: 0 };
    const load = (i: number) => loadInput(inputs[i]!, params[`x${i}`]!, place);
    const four = [
      set(v, load(0)),
      chain.emit(v, (i) => load(i + 1), fresh),
      storeSome(out, v, left),
      ...[out, columnAt].map((pointer) => bump(pointer, i32.const(16))),
      bump(left, i32.const(-4)),
    ];
    const line = [
      set(left, columns),
      set(columnAt, i32.const(0)),
      repeat(group, groups(columns), four),
      // A line ends where its last group did, less what that group had too much.
      bump(out, i32.shiftLeft(left, i32.const(2))),
      bump(rowAt, i32.const(4)),
    ];
    return [repeat(row, rows, line)];
  });
}

/** out[j] = scale · Σᵢ steps(in[i, j]); `scale` holds the bits of a number. */
export function columnSumsRoutine(name: string, chain: Chain): Routine {
  const sizes = ['out', 'in', 'rows', 'columns', 'scale'] as const;
  return routine(name, [...sizes, ...inputNames(chain.inputs)], (params, fresh) => {
    const { out, in: from, rows, columns, scale } = params as Record<(typeof sizes)[number], Local>;
    const [row, group, columnAt, rowAt, left, cursor] = some(6, fresh.i32) as [
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
    ];
    const [v, sum] = [fresh.v128(), fresh.v128()];
    const place = { cursor, columnAt, rowAt, along: 0, down: 0 };
    const load = (i: number) => loadInput(chain.inputs[i]!, params[`x${i}`]!, place);
    const oneRow = [
      set(v, f32x4.load(cursor)),
      chain.emit(v, load, fresh),
      set(sum, f32x4.add(sum, v)),
      bump(cursor, i32.shiftLeft(columns, i32.const(2))),
      bump(rowAt, i32.const(4)),
    ];
    const four = [
      set(sum, f32x4.const(0)),
      set(cursor, i32.add(from, columnAt)),
      set(rowAt, i32.const(0)),
      repeat(row, rows, oneRow),
      storeSome(i32.add(out, columnAt), f32x4.mul(sum, f32x4.splatBits(scale)), left),
      bump(columnAt, i32.const(16)),
      bump(left, i32.const(-4)),
    ];
    return [set(left, columns), repeat(group, groups(columns), four)];
  });
}

const { add, sub, mul, div, sqrt } = f32x4;

/** Four numbers of p, g and the state, and a way to the numbers of `hyper`. */
interface Update {
  readonly p: Local;
  readonly g: Local;
  readonly s: Local;
  readonly u: Local;
  readonly η: Code;
  readonly a: Code;
  readonly b: Code;
  readonly ε: Code;
  readonly c: Code;
  readonly d: Code;
  readonly λ: Code;
  /** 1 − a and 1 − b. */
  readonly a1: Code;
  readonly b1: Code;
}

/** rate · old + (1 − rate) · now */
const blend = (rate: Code, old: Code, rest: Code, now: Code): Code => add(mul(rate, old), mul(rest, now));

/** The formulas of `UpdateCall`. */
const RULES: Record<Rule, (at: Update, fresh: Fresh) => Code[]> = {
  sgd: ({ p, g, η }) => [set(p, sub(p, mul(η, g)))],
  momentum: ({ p, g, s, η, a }) => [set(s, sub(mul(a, s), mul(η, g))), set(p, add(p, s))],
  nesterov: ({ p, g, s, η, a }) => [set(s, sub(mul(a, s), mul(η, g))), set(p, add(p, sub(mul(a, s), mul(η, g))))],
  adagrad: ({ p, g, s, η, ε }) => [set(s, add(s, mul(g, g))), set(p, sub(p, div(mul(η, g), add(sqrt(s), ε))))],
  adadelta: ({ p, g, s, u, η, a, ε, a1 }, fresh) => {
    const δ = fresh.v128();
    return [
      set(s, blend(a, s, a1, mul(g, g))),
      set(δ, div(mul(g, sqrt(add(u, ε))), sqrt(add(s, ε)))),
      set(u, blend(a, u, a1, mul(δ, δ))),
      set(p, sub(p, mul(η, δ))),
    ];
  },
  rmsprop: ({ p, g, s, η, a, ε, a1 }) => [
    set(s, blend(a, s, a1, mul(g, g))),
    set(p, sub(p, div(mul(η, g), add(sqrt(s), ε)))),
  ],
  adam: ({ p, g, s, u, η, a, b, ε, c, d, a1, b1 }) => [
    set(s, blend(a, s, a1, g)),
    set(u, blend(b, u, b1, mul(g, g))),
    set(p, sub(p, div(mul(η, div(s, c)), add(sqrt(div(u, d)), ε)))),
  ],
  adamw: (at, fresh) => [set(at.p, sub(at.p, mul(mul(at.η, at.λ), at.p))), ...RULES.adam(at, fresh)],
};

/** One step of an optimizer; `hyper` is the address of [η, a, b, ε, c, d, λ, 1 − a, 1 − b]. Without state, `s` and `u` are those of p. */
export function updateRoutine(name: string, rule: Rule): Routine {
  return routine(
    name,
    ['size', 'hyper', 'params', 'grads', 's', 'u'],
    ({ size, hyper, params, grads, s, u }, fresh) => {
      const [group, left] = [fresh.i32(), fresh.i32()];
      const numbers = some(9, fresh.v128);
      const [η, a, b, ε, c, d, λ, a1, b1] = numbers as [Local, Local, Local, Local, Local, Local, Local, Local, Local];
      const at = { p: fresh.v128(), g: fresh.v128(), s: fresh.v128(), u: fresh.v128(), η, a, b, ε, c, d, λ, a1, b1 };
      const pointers = [params, grads, s, u];
      const four = [at.p, at.g, at.s, at.u];
      const state = rule === 'sgd' ? 0 : rule === 'adadelta' || rule.startsWith('adam') ? 2 : 1;
      const written = [0, 2, 3].slice(0, 1 + state);
      return [
        set(left, size),
        ...numbers.map((number, i) => set(number, f32x4.loadSplat(hyper, 4 * i))),
        repeat(group, groups(size), [
          ...four.map((v, i) => set(v, f32x4.load(pointers[i]!))),
          ...RULES[rule](at, fresh),
          ...written.map((i) => storeSome(pointers[i]!, four[i]!, left)),
          ...pointers.map((pointer) => bump(pointer, i32.const(16))),
          bump(left, i32.const(-4)),
        ]),
      ];
    },
  );
}
