/** Ops on each element: arithmetic with broadcasting, elementary functions, activations. */
import { apply } from '../autograd';
import type { Binary, Derivative, MapStep, Unary } from '../backend';
import { EngineError } from '../errors';
import { keyOf } from '../random';
import { broadcast } from '../shape';
import { type Backprop, constant, context, emit, fresh, type Op, operandOf, Tensor } from '../tensor';
import { chain, combine, NEGATE, scaled, sumTo, times, unaryStep, withTensor } from './chain';

interface BinaryGradient {
  a: (at: Backprop) => Tensor | undefined;
  b: (at: Backprop) => Tensor | undefined;
}

function binary(name: string, op: Binary, gradient: BinaryGradient | undefined): Op {
  return {
    name,
    shape(x) {
      const shape = broadcast(x[0]!.shape, x[1]!.shape);
      if (shape) return shape;
      throw new EngineError(
        `${name}: ${x[0]!.title} and ${x[1]!.title} can't be broadcast: aligned at the last axis, sizes must be equal or 1`,
      );
    },
    run: (shape, x) => chain(x[0]!, shape, [withTensor(op, x[1]!, shape)]),
    gradient(at, i) {
      const d = i === 0 ? gradient?.a(at) : gradient?.b(at);
      return d && sumTo(d, at.x[i]!.shape);
    },
  };
}

const ADD = binary('add', 'add', { a: ({ dy }) => dy, b: ({ dy }) => dy });
const SUB = binary('sub', 'sub', { a: ({ dy }) => dy, b: ({ dy }) => scaled(dy, -1) });
const MUL = binary('mul', 'mul', { a: ({ dy, x }) => times(dy, x[1]!), b: ({ dy, x }) => times(dy, x[0]!) });
const DIV = binary('div', 'div', {
  a: ({ dy, x }) => combine('div', dy, x[1]!, dy.shape),
  // −dy·y/b
  b: ({ dy, x, y }) =>
    chain(y, dy.shape, [withTensor('mul', dy, dy.shape), withTensor('div', x[1]!, dy.shape), NEGATE]),
});
const POW = binary('pow', 'pow', {
  // dy·b·a^(b−1) and dy·y·log a
  a: ({ dy, x }) => {
    const power = chain(x[1]!, x[1]!.shape, [{ kind: 'const', op: 'sub', value: 1 }]);
    const steps = [power, x[1]!, dy].map((t, k) => withTensor(k === 0 ? 'pow' : 'mul', t, dy.shape));
    return chain(x[0]!, dy.shape, steps);
  },
  b: ({ dy, x, y }) =>
    chain(x[0]!, dy.shape, [unaryStep('log'), withTensor('mul', y, dy.shape), withTensor('mul', dy, dy.shape)]),
});
// At a tie the first argument gets the gradient.
const MAX = binary('maximum', 'max', {
  a: ({ dy, x }) => chain(x[0]!, dy.shape, [withTensor('ge', x[1]!, dy.shape), withTensor('mul', dy, dy.shape)]),
  b: ({ dy, x }) => chain(x[1]!, dy.shape, [withTensor('gt', x[0]!, dy.shape), withTensor('mul', dy, dy.shape)]),
});
const MIN = binary('minimum', 'min', {
  a: ({ dy, x }) => chain(x[1]!, dy.shape, [withTensor('ge', x[0]!, dy.shape), withTensor('mul', dy, dy.shape)]),
  b: ({ dy, x }) => chain(x[0]!, dy.shape, [withTensor('gt', x[1]!, dy.shape), withTensor('mul', dy, dy.shape)]),
});
const EQ = binary('equal', 'eq', undefined);
const GT = binary('greater', 'gt', undefined);
const GE = binary('greaterEqual', 'ge', undefined);

/** The same with a number on the right: attrs = [number]. */
function withNumber(name: string, op: Binary, gradient: (at: Backprop, c: number) => Tensor | undefined): Op {
  return {
    name,
    shape: (x) => x[0]!.shape,
    run: (shape, x, attrs) => chain(x[0]!, shape, [{ kind: 'const', op, value: attrs[0]! }]),
    gradient: (at) => gradient(at, at.attrs[0]!),
  };
}
const gate = (op: Binary) => {
  return ({ dy, x }: Backprop, c: number): Tensor =>
    chain(x[0]!, dy.shape, [{ kind: 'const', op, value: c }, withTensor('mul', dy, dy.shape)]);
};

const BY_NUMBER = {
  add: withNumber('add', 'add', ({ dy }) => dy),
  sub: withNumber('sub', 'sub', ({ dy }) => dy),
  mul: withNumber('mul', 'mul', ({ dy }, c) => scaled(dy, c)),
  div: withNumber('div', 'div', ({ dy }, c) => scaled(dy, 1 / c)),
  pow: withNumber('pow', 'pow', ({ dy, x }, c) => {
    // Also at 0, where c·x^(c−1) is 0·∞.
    if (c === 0) return constant(dy.shape, 0);
    const steps: MapStep[] = [
      { kind: 'const', op: 'pow', value: c - 1 },
      { kind: 'const', op: 'mul', value: c },
      withTensor('mul', dy, dy.shape),
    ];
    return chain(x[0]!, dy.shape, steps);
  }),
  max: withNumber('maximum', 'max', gate('ge')),
  min: withNumber('minimum', 'min', ({ dy, x }, c) => {
    // x ≤ c, as 1 − (x > c)
    const steps: MapStep[] = [
      { kind: 'const', op: 'gt', value: c },
      { kind: 'const', op: 'rsub', value: 1 },
      withTensor('mul', dy, dy.shape),
    ];
    return chain(x[0]!, dy.shape, steps);
  }),
  eq: withNumber('equal', 'eq', () => undefined),
  gt: withNumber('greater', 'gt', () => undefined),
  ge: withNumber('greaterEqual', 'ge', () => undefined),
};

type Other = Tensor | number;
function pair(both: Op, one: Op) {
  return (a: Tensor, b: Other): Tensor => {
    if (typeof b === 'number') return apply(one, [a], [b]);
    if (b instanceof Tensor) return apply(both, [a, b]);
    throw new EngineError(
      `${both.name}: ${a.title} with ${b === undefined ? 'nothing' : 'a list'}; expected a tensor or a number`,
    );
  };
}

export const add = pair(ADD, BY_NUMBER.add);
export const sub = pair(SUB, BY_NUMBER.sub);
export const mul = pair(MUL, BY_NUMBER.mul);
export const div = pair(DIV, BY_NUMBER.div);
export const pow = pair(POW, BY_NUMBER.pow);
export const maximum = pair(MAX, BY_NUMBER.max);
export const minimum = pair(MIN, BY_NUMBER.min);
export const equal = pair(EQ, BY_NUMBER.eq);
export const greater = pair(GT, BY_NUMBER.gt);
export const greaterEqual = pair(GE, BY_NUMBER.ge);

function unary(
  op: Unary,
  gradient: (at: Backprop, alpha: number) => Tensor | undefined,
): (x: Tensor, alpha?: number) => Tensor {
  const definition: Op = {
    name: op,
    shape: (x) => x[0]!.shape,
    run: (shape, x, attrs) => chain(x[0]!, shape, [unaryStep(op, attrs[0] ?? 0)]),
    gradient: (at) => gradient(at, at.attrs[0] ?? 0),
  };
  return (x, alpha) => apply(definition, [x], alpha === undefined ? [] : [alpha]);
}

/** dy · f′, with the derivative told from x or from y. */
function derivative(op: Derivative, from: 'x' | 'y') {
  return ({ dy, x, y }: Backprop, alpha: number): Tensor =>
    chain(dy, dy.shape, [{ kind: 'derivative', op, with: operandOf(from === 'x' ? x[0]! : y, dy.shape), alpha }]);
}

/** y = −x; dx = −dy */
export const neg = unary('neg', ({ dy }) => scaled(dy, -1));
/** y = eˣ; dx = dy·y */
export const exp = unary('exp', ({ dy, y }) => times(dy, y));
/** y = ln x; dx = dy/x */
export const log = unary('log', ({ dy, x }) => combine('div', dy, x[0]!, dy.shape));
/** y = √x; dx = dy/(2y) */
export const sqrt = unary('sqrt', ({ dy, y }) => scaled(combine('div', dy, y, dy.shape), 0.5));
/** y = x²; dx = 2x·dy */
export const square = unary('square', ({ dy, x }) => {
  if (dy.constant !== undefined) return scaled(x[0]!, 2 * dy.constant);
  return chain(x[0]!, dy.shape, [{ kind: 'const', op: 'mul', value: 2 }, withTensor('mul', dy, dy.shape)]);
});
/** y = |x|; dx = dy·sign x */
export const abs = unary('abs', derivative('abs-grad', 'x'));
/** y = −1, 0 or 1; no gradient */
export const sign = unary('sign', () => undefined);
/** y = 1/x; dx = −dy·y² */
export const reciprocal = unary('reciprocal', ({ dy, y }) =>
  chain(y, dy.shape, [unaryStep('square'), withTensor('mul', dy, dy.shape), NEGATE]),
);
/** y = sin x; dx = dy·cos x */
export const sin = unary('sin', derivative('sin-grad', 'x'));
/** y = cos x; dx = −dy·sin x */
export const cos = unary('cos', derivative('cos-grad', 'x'));
/** y = tanh x; dx = dy(1 − y²) */
export const tanh = unary('tanh', derivative('tanh-grad', 'y'));
/** y = 1/(1 + e⁻ˣ); dx = dy·y(1 − y) */
export const sigmoid = unary('sigmoid', derivative('sigmoid-grad', 'y'));
/** y = max(0, x); dx = dy where y > 0 */
export const relu = unary('relu', derivative('relu-grad', 'y'));
/** y = x where x > 0, else αx */
const LEAKY = unary('leaky', derivative('leaky-grad', 'x'));
export const leaky = (x: Tensor, alpha = 0.1): Tensor => LEAKY(x, alpha);
/** y = x where x > 0, else α(eˣ − 1) */
const ELU = unary('elu', derivative('elu-grad', 'y'));
export const elu = (x: Tensor, alpha = 1): Tensor => ELU(x, alpha);
/** y = ln(1 + eˣ); dx = dy·σ(x) */
export const softplus = unary('softplus', derivative('softplus-grad', 'x'));
/** y = arctan x; dx = dy/(1 + x²) */
export const arctan = unary('arctan', derivative('arctan-grad', 'x'));
/** y = 1 where x ≥ 0, else 0; no gradient */
export const step = unary('step', () => undefined);

const DROPOUT: Op = {
  name: 'dropout',
  shape: ([x]) => x!.shape,
  run(shape, [x], [p, key0, key1], saved) {
    const mask = fresh(shape, x!.backend);
    emit(mask.backend, {
      kind: 'random',
      out: mask.vector,
      size: mask.size,
      key0: key0!,
      key1: key1!,
      law: 'keep',
      p: 1 - p!,
    });
    saved.push(mask.vector);
    return chain(x!, shape, [withTensor('mul', mask, shape)]);
  },
  gradient: ({ dy, saved }) =>
    chain(dy, dy.shape, [
      { kind: 'binary', op: 'mul', with: { vector: saved[0]!, offset: 0, every: 1, period: Math.max(1, dy.size) } },
    ]),
};

/** y = m·x/(1−p), where each m is 0 with probability p, else 1, and new at each call. x itself outside training. */
export function dropout(x: Tensor, p: number, name = 'dropout'): Tensor {
  if (!(p >= 0 && p < 1)) throw new EngineError(`dropout: p is ${p}; expected 0 ≤ p < 1, the share that is dropped`);
  if (!context.training || p === 0) return x;
  // Eager masks differ by this count, those of a step by its number.
  if (!context.session) context.draws += 1;
  const again = context.session?.occurrence(name) ?? 0;
  return apply(DROPOUT, [x], [p, ...keyOf('dropout', again === 0 ? name : `${name}/${again}`)]);
}
