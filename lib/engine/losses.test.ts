import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from './ops/views';
import { parameter, tensor } from './create';
import { gradcheck } from './gradcheck';
import { bceWithLogits, hinge, logisticLoss, meanAbsolute, mse, perceptronLoss } from './losses';
import type { Tensor } from './tensor';

const gradient = (loss: (z: Tensor) => Tensor, z: number[]): number[] => {
  const x = parameter(z, 'z');
  loss(x).backward();
  return [...x.grad!.dataSync()];
};
const six = (values: ArrayLike<number>): number[] => Array.from(values, (x) => Number(x.toFixed(6)));

describe('mse', () => {
  const [y, t] = [tensor([2, 0, 3]), tensor([1, 2, 3])];
  it.each([
    ['mean', 5 / 3, [2 / 3, -4 / 3, 0]],
    ['half', 5 / 6, [1 / 3, -2 / 3, 0]],
    ['sum', 2.5, [1, -2, 0]],
  ] as const)('%s', (convention, want, grad) => {
    expect(mse(y, t, convention).itemSync()).toBeCloseTo(want, 14);
    expect(six(gradient((z) => mse(z, t, convention), [2, 0, 3]))).toEqual(six(grad));
  });

  it('half is a sum per example, and a mean over examples', () => {
    const [y, t] = [tensor([[1, 2], [3, 4], [0, 0]]), tensor([[0, 0], [0, 0], [0, 0]])]; // prettier-ignore
    expect(mse(y, t, 'half').itemSync()).toBe(5);
    expect(mse(y, t, 'mean').itemSync()).toBe(5);
    expect(mse(y, t, 'sum').itemSync()).toBe(15);
  });

  it('keeps a mean and doubles a sum when the batch comes twice', () => {
    const twice = (v: Tensor): Tensor => concat([v, v], 0);
    for (const convention of ['mean', 'half'] as const) {
      expect(mse(twice(y), twice(t), convention).itemSync()).toBeCloseTo(mse(y, t, convention).itemSync(), 14);
    }
    expect(mse(twice(y), twice(t), 'sum').itemSync()).toBe(5);
  });
});

describe('the other losses', () => {
  it.each<[string, (z: Tensor) => Tensor, number[], number, number[]]>([
    ['meanAbsolute', (z) => meanAbsolute(z, tensor([1, 2])), [2, 0], 1.5, [0.5, -0.5]],
    [
      'bceWithLogits of p = (.9, .2, .6)',
      (z) => bceWithLogits(z, tensor([1, 0, 1])),
      [0.9, 0.2, 0.6].map((p) => Math.log(p / (1 - p))),
      0.279777,
      [-0.1 / 3, 0.2 / 3, -0.4 / 3],
    ],
    [
      'bceWithLogits far out',
      (z) => bceWithLogits(z, tensor([1, 0, 1, 0])),
      [1000, -1000, -1000, 1000],
      500,
      [0, 0, -0.25, 0.25],
    ],
    ['bceWithLogits of soft labels', (z) => bceWithLogits(z, tensor([0.25])), [0], Math.LN2, [0.25]],
    ['hinge', (z) => hinge(z, tensor([1, 1, -1])), [0.3, -0.3, -2], 2 / 3, [-1 / 3, -1 / 3, 0]],
    ['perceptronLoss', (z) => perceptronLoss(z, tensor([1, 1, -1])), [0.5, -0.5, 2], 2.5 / 3, [0, -1 / 3, 1 / 3]],
    ['logisticLoss', (z) => logisticLoss(z, tensor([1, -1])), [0, 1000], (Math.LN2 + 1000) / 2, [-0.25, 0.5]],
  ])('%s', (...[, loss, z, want, grad]) => {
    expect(loss(tensor(z)).itemSync()).toBeCloseTo(want, 6);
    expect(six(gradient(loss, z))).toEqual(six(grad));
  });

  it('the logistic loss is the cross-entropy in margins', () => {
    const z = tensor([-3, 0.1, 2]);
    expect(logisticLoss(z, tensor([1, -1, 1])).itemSync()).toBeCloseTo(
      bceWithLogits(z, tensor([1, 0, 1])).itemSync(),
      14,
    );
  });

  it('have right gradients away from kinks', () => {
    // Halves of hundredths, so that none comes near −1, 0 or 1.
    const number = fc.integer({ min: -400, max: 399 }).map((i) => i / 100 + 0.005);
    const numbers = fc.array(fc.tuple(number, fc.boolean()), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(numbers, (rows) => {
        const z = rows.map(([x]) => x);
        const sign = tensor(rows.map(([, up]) => (up ? 1 : -1)));
        const bit = tensor(rows.map(([, up]) => (up ? 1 : 0)));
        const x = parameter(z, 'z');
        for (const loss of [
          () => mse(x, sign, 'half'),
          () => meanAbsolute(x, sign),
          () => bceWithLogits(x, bit),
          () => hinge(x, sign),
          () => perceptronLoss(x, sign),
          () => logisticLoss(x, sign),
        ]) {
          expect(gradcheck(loss, [x]).worst).toBeLessThan(1e-7);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('refuse shapes that would broadcast to all pairs', () => {
    const [column, row] = [tensor([[1], [2]]), tensor([1, 2])];
    for (const loss of [mse, meanAbsolute, bceWithLogits, hinge, perceptronLoss, logisticLoss]) {
      expect(() => loss(column, row)).toThrow(
        'predictions are [2, 1], targets are [2]; expected one shape. Reshape one of them: t.reshape([2, 1]).',
      );
    }
    expect(() => mse(row, tensor([1, 2, 3]))).toThrow('targets are [3]; expected one shape.');
  });
});
