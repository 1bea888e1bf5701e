import { describe, expect, it } from 'vitest';
import {
  conv2d,
  maxPool2d,
  meanPool2d,
  concat,
  crossEntropy,
  gradcheck,
  noGrad,
  parameter,
  rand,
  stack,
  stream,
  tensor,
  type Tensor,
} from '.';

const draws = stream('autograd', 'inputs');
const drawn = (shape: number[], low = -1, high = 1): Tensor => parameter(rand(shape, draws, { low, high }));

const a = drawn([3, 4]);
const row = drawn([4]);
const column = drawn([3, 1]);
const positive = drawn([3, 4], 0.5, 2);
const right = drawn([4, 2]);
const cube = drawn([2, 3, 4]);
const images = drawn([2, 5, 6, 3]);
const kernels = drawn([3, 2, 3, 4]);
const other = drawn([4, 2, 3]);

const UNARY = ['neg', 'exp', 'log', 'sqrt', 'square', 'abs', 'reciprocal', 'sin', 'cos', 'tanh', 'sigmoid'] as const;
const ACTIVATIONS = ['relu', 'leaky', 'elu', 'softplus', 'arctan', 'tanh', 'abs'] as const;
const REDUCTIONS = ['sum', 'mean', 'max'] as const;

const CASES: [string, () => Tensor, Tensor[]][] = [
  ['add a row', () => a.add(row).square().sum(), [a, row]],
  ['sub a column', () => a.sub(column).square().mean(), [a, column]],
  ['mul three shapes', () => a.mul(row).mul(column).sum(), [a, row, column]],
  ['mul along a middle axis', () => cube.mul(cube.sum(1, true)).sum(), [cube]],
  ['div', () => row.div(positive).square().sum(), [row, positive]],
  ['pow of tensors', () => positive.pow(positive).sum(), [positive]],
  ['pow of a number', () => positive.pow(2.5).sum(), [positive]],
  ['maximum', () => a.maximum(row).square().sum(), [a, row]],
  ['minimum', () => a.minimum(column).square().sum(), [a, column]],
  ['maximum and minimum with numbers', () => a.maximum(-0.31).minimum(0.29).square().sum(), [a]],
  ['numbers', () => a.add(2).mul(3).sub(1).div(4).square().sum(), [a]],
  ...UNARY.map((op): [string, () => Tensor, Tensor[]] => [op, () => positive[op]().mul(a).sum(), [positive, a]]),
  ...ACTIVATIONS.map((op): [string, () => Tensor, Tensor[]] => [op, () => a[op]().mul(positive).sum(), [a]]),
  ...REDUCTIONS.flatMap((op): [string, () => Tensor, Tensor[]][] => [
    [`${op} of all`, () => cube[op]().square(), [cube]],
    ...[0, 1, 2].map((axis): [string, () => Tensor, Tensor[]] => [
      `${op} over axis ${axis}`,
      () => cube[op](axis).square().sum(),
      [cube],
    ]),
  ]),
  ['matmul', () => a.matmul(right).tanh().sum(), [a, right]],
  ['matmul with a transpose', () => a.T.matmul(a).square().sum(), [a]],
  [
    'reshape',
    () =>
      cube
        .reshape([6, -1])
        .square()
        .mul(cube.flatten().reshape([6, 4]))
        .sum(),
    [cube],
  ],
  ['transpose', () => cube.transpose([2, 0, 1]).mul(other).sum(), [cube, other]],
  [
    'slices that overlap',
    () =>
      cube
        .slice(1, 0, 2)
        .mul(cube.slice(1, 1, 3))
        .sum(),
    [cube],
  ],
  [
    'slices along the first axis',
    () =>
      cube
        .slice(0, 1, 2)
        .square()
        .sum()
        .add(cube.slice(0, 0, 2).sum()),
    [cube],
  ],
  [
    'stack of slices',
    () =>
      stack([0, 1, 2].map((i) => cube.slice(1, i, i + 1).tanh()))
        .square()
        .sum(),
    [cube],
  ],
  [
    'concat',
    () =>
      concat([a, positive], 1)
        .square()
        .mul(concat([positive, a], 1))
        .sum(),
    [a, positive],
  ],
  [
    'gather',
    () =>
      a
        .gather(tensor([2, 0, 2, 1]))
        .square()
        .sum(),
    [a],
  ],
  ['softmax', () => a.softmax().mul(positive).sum(), [a]],
  ['logSoftmax', () => a.logSoftmax().mul(positive).sum(), [a]],
  ['crossEntropy of labels', () => crossEntropy(a, tensor([0, 3, 1])), [a]],
  ['crossEntropy of weights', () => crossEntropy(a, positive.detach()).mul(3), [a]],
  ['conv2d', () => conv2d(images, kernels).square().sum(), [images, kernels]],
  ['conv2d, same size', () => conv2d(images, kernels, { padding: 'same' }).tanh().sum(), [images, kernels]],
  ['conv2d, stride 2', () => conv2d(images, kernels, { padding: 1, stride: 2 }).tanh().sum(), [images, kernels]],
  ['maxPool2d', () => maxPool2d(images, 2).square().sum(), [images]],
  ['maxPool2d that overlaps', () => maxPool2d(images, 3, 1).square().sum(), [images]],
  ['meanPool2d that overlaps', () => meanPool2d(images, 2, 1).square().sum(), [images]],
];

describe('gradients agree with central differences', () => {
  it.each(CASES)('%s', (_, fn, inputs) => {
    expect(gradcheck(fn, inputs)).toMatchObject({ worst: expect.closeTo(0, 7) as number });
  });
});

describe('backward', () => {
  it('adds to the gradient that is there, and forgets nothing else', () => {
    const w = parameter([1, 2], 'w');
    w.square().sum().backward();
    w.square().sum().backward();
    expect(w.grad?.arraySync()).toEqual([4, 8]);
  });

  it('says what is wrong with a loss', () => {
    const w = parameter([1, 2], 'w');
    expect(() => w.square().backward()).toThrow(/result of square \[2\] is no single number; take its mean\(\)/);
    expect(() => tensor([1]).sum().backward()).toThrow(/depends on no parameter/);
    expect(() => noGrad(() => w.sum()).backward()).toThrow(/depends on no parameter/);
  });

  it('stops at detach', () => {
    const w = parameter([3], 'w');
    w.mul(w.detach()).sum().backward();
    expect(w.grad?.arraySync()).toEqual([3]);
  });
});

describe('errors name op, tensors, shapes and the fix', () => {
  const x = tensor([[1, 2]]).named('x');
  const w = tensor([[1, 2], [3, 4], [5, 6]]).named('w'); // prettier-ignore

  it.each([
    [() => x.matmul(w), 'matmul: x [1, 2], w [3, 2]; inner sizes 2 and 3 differ. Did you mean w.T?'],
    [() => w.add(tensor([1, 2, 3])), /add: w \[3, 2\] and tensor \[3\] can't be broadcast/],
    [() => w.reshape([4, -1]), /reshape: w \[3, 2\] holds 6 numbers, which don't fill \[4, -1\]/],
    [() => w.sum(2), 'sum: axis 2 of a tensor with 2 axes; expected -2 to 1'],
    [() => w.slice(0, 2, 5), /slice: 2:5 of axis 0 of w \[3, 2\]/],
    [() => tensor([[1, 2], [3]]), 'tensor: at [1] a list of 2 was expected, a list of 1 came'],
    [() => tensor([1, 2, 3], { shape: [2, 2] }), "tensor: 3 numbers don't fill the shape [2, 2], which holds 4"],
    [() => w.itemSync(), 'item: w [3, 2] holds 6 numbers; expected 1'],
  ])('%s', (fn, message) => {
    expect(fn).toThrow(message);
  });
});
