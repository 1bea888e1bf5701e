import { expect, it } from 'vitest';
import { stream } from '../engine/random';
import { decimal } from './decimal';

const exact = (x: number): number => Number(x.toPrecision(7));

it('gives the double that seven digits stand for, of numbers of every size', () => {
  const random = stream('decimal', 'sizes');
  for (let i = 0; i < 200_000; i++) {
    const x = (random.uniform() - 0.5) * 10 ** (random.below(14) - 5);
    if (!Object.is(decimal(x), exact(x))) expect([x, decimal(x)]).toEqual([x, exact(x)]);
  }
});

it('rounds as toPrecision does in the middle of two decimals, and just beside it', () => {
  const random = stream('decimal', 'middles');
  for (let i = 0; i < 200_000; i++) {
    const middle = (random.below(1e7) + 0.5) / 10 ** random.below(10);
    for (const x of [middle, -middle, middle * (1 + 2 ** -52), middle * (1 - 2 ** -52)]) {
      if (!Object.is(decimal(x), exact(x))) expect([x, decimal(x)]).toEqual([x, exact(x)]);
    }
  }
});

it.each([0, -0, 1, -1, 0.1, 0.01, 0.001, 9.9999995, 99.999995, 0.99999995, 999999.95, 1e6, NaN, Infinity, 5e-324])(
  'gives %s as toPrecision does',
  (x) => {
    expect(decimal(x)).toBe(exact(x));
    expect(decimal(-x)).toBe(exact(-x));
  },
);
