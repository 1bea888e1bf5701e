/** Ops on each element: arithmetic with broadcasting, elementary functions, activations. */
import { apply } from '../autograd';
import type { Binary, Derivative, MapStep, Unary } from '../backend';
import { EngineError } from '../errors';
import { keyOf } from '../random';
import { broadcast } from '../shape';
import { type Backprop, constant, context, emit, fresh, type Op, operandOf, Tensor } from '../tensor';
import { chain, combine, NEGATE, numberStep, scaled, sumTo, times, unaryStep, withTensor } from './chain';

type Gradient = (at: Backprop) => Tensor | undefined;
const none: Gradient = () => undefined;
const whole: Gradient = ({ dy }) => dy;

/** dy · steps(x) */
const slope = (dy: Tensor, x: Tensor, ...steps: readonly MapStep[]): Tensor =>
  chain(x, dy.shape, [...steps, withTensor('mul', dy, dy.shape)]);

/** y = a op b with broadcasting; a number stands for a tensor that is it everywhere. */
function binary(name: string, op: Binary, gradients: readonly [Gradient, Gradient] = [none, none]) {
  const definition: Op = {
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
      const d = gradients[i]!(at);
      return d && sumTo(d, at.x[i]!.shape);
    },
  };
  return (a: Tensor, b: Tensor | number): Tensor => {
    if (typeof b === 'number') return apply(definition, [a, constant([], b)]);
    if (b instanceof Tensor) return apply(definition, [a, b]);
    const came = b === undefined ? 'nothing' : 'a list';
    throw new EngineError(`${name}: ${a.title} with ${came}; expected a tensor or a number`);
  };
}

export const add = binary('add', 'add', [whole, whole]);
export const sub = binary('sub', 'sub', [whole, ({ dy }) => scaled(dy, -1)]);
export const mul = binary('mul', 'mul', [({ dy, x }) => times(dy, x[1]!), ({ dy, x }) => times(dy, x[0]!)]);
export const div = binary('div', 'div', [
  ({ dy, x: [, b] }) => (b!.constant === undefined ? combine('div', dy, b!, dy.shape) : scaled(dy, 1 / b!.constant)),
  // −dy·y/b
  ({ dy, x, y }) => chain(y, dy.shape, [withTensor('mul', dy, dy.shape), withTensor('div', x[1]!, dy.shape), NEGATE]),
]);
export const pow = binary('pow', 'pow', [
  // dy·b·a^(b−1); also at a = 0, where b·a^(b−1) is 0·∞
  ({ dy, x: [a, b] }) => {
    if (b!.constant === 0) return constant(dy.shape, 0);
    const less = combine('sub', b!, constant([], 1), b!.shape);
    return slope(dy, a!, withTensor('pow', less, dy.shape), withTensor('mul', b!, dy.shape));
  },
  // dy·y·log a
  ({ dy, x, y }) => slope(dy, x[0]!, unaryStep('log'), withTensor('mul', y, dy.shape)),
]);
// At a tie the first argument gets the gradient.
export const maximum = binary('maximum', 'max', [
  ({ dy, x }) => slope(dy, x[0]!, withTensor('ge', x[1]!, dy.shape)),
  ({ dy, x }) => slope(dy, x[1]!, withTensor('gt', x[0]!, dy.shape)),
]);
export const minimum = binary('minimum', 'min', [
  // a ≤ b, as 1 − (a > b)
  ({ dy, x }) => slope(dy, x[0]!, withTensor('gt', x[1]!, dy.shape), numberStep('rsub', 1)),
  ({ dy, x }) => slope(dy, x[0]!, withTensor('gt', x[1]!, dy.shape)),
]);
export const equal = binary('equal', 'eq');
export const greater = binary('greater', 'gt');
export const greaterEqual = binary('greaterEqual', 'ge');

/** y = step(x), by default the kernels' function of that name. */
function unary(name: string, gradient: (at: Backprop, alpha: number) => Tensor | undefined, step?: MapStep) {
  const definition: Op = {
    name,
    shape: (x) => x[0]!.shape,
    run: (shape, x, attrs) => chain(x[0]!, shape, [step ?? unaryStep(name as Unary, attrs[0])]),
    gradient: (at) => gradient(at, at.attrs[0] ?? 0),
  };
  return (x: Tensor, alpha?: number): Tensor => apply(definition, [x], alpha === undefined ? [] : [alpha]);
}

/** dy · f′, with the derivative told from x or from y. */
function derivative(op: Derivative, from: 'x' | 'y') {
  return ({ dy, x, y }: Backprop, alpha: number): Tensor =>
    chain(dy, dy.shape, [{ kind: 'derivative', op, with: operandOf(from === 'x' ? x[0]! : y, dy.shape), alpha }]);
}

/** y = −x; dx = −dy */
export const neg = unary('neg', ({ dy }) => scaled(dy, -1), NEGATE);
/** y = eˣ; dx = dy·y */
export const exp = unary('exp', ({ dy, y }) => times(dy, y));
/** y = ln x; dx = dy/x */
export const log = unary('log', ({ dy, x }) => combine('div', dy, x[0]!, dy.shape));
/** y = √x; dx = dy/(2y) */
export const sqrt = unary('sqrt', ({ dy, y }) => scaled(combine('div', dy, y, dy.shape), 0.5));
/** y = x²; dx = 2x·dy */
export const square = unary('square', ({ dy, x }) => {
  if (dy.constant !== undefined) return scaled(x[0]!, 2 * dy.constant);
  return slope(dy, x[0]!, numberStep('mul', 2));
});
/** y = |x|; dx = dy·sign x */
export const abs = unary('abs', ({ dy, x }) => slope(dy, x[0]!, unaryStep('sign')));
/** y = −1, 0 or 1; no gradient */
export const sign = unary('sign', none);
/** y = 1/x; dx = −dy·y² */
export const reciprocal = unary(
  'reciprocal',
  ({ dy, y }) => chain(y, dy.shape, [unaryStep('square'), withTensor('mul', dy, dy.shape), NEGATE]),
  numberStep('rdiv', 1),
);
/** y = sin x; dx = dy·cos x */
export const sin = unary('sin', ({ dy, x }) => slope(dy, x[0]!, unaryStep('cos')));
/** y = cos x; dx = −dy·sin x */
export const cos = unary('cos', ({ dy, x }) => slope(dy, x[0]!, unaryStep('sin'), NEGATE));
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
export const softplus = unary('softplus', ({ dy, x }) => slope(dy, x[0]!, unaryStep('sigmoid')));
/** y = arctan x; dx = dy/(1 + x²) */
export const arctan = unary('arctan', ({ dy, x }) =>
  chain(x[0]!, dy.shape, [unaryStep('square'), numberStep('add', 1), withTensor('rdiv', dy, dy.shape)]),
);
/** y = 1 where x ≥ 0, else 0; no gradient */
export const step = unary('step', none, numberStep('ge', 0));

const DROPOUT: Op = {
  name: 'dropout',
  shape: ([x]) => x!.shape,
  run(shape, [x], [p, key0, key1], saved) {
    const mask = fresh(shape, x!.backend);
    emit(mask.backend, { kind: 'random', out: mask.vector, size: mask.size, key0: key0!, key1: key1!, p: 1 - p! });
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
