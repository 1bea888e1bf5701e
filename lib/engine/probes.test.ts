import { describe, expect, it } from 'vitest';
import { tensor } from './create';
import { accuracy, deadUnits, histogram, statistics } from './probes';

describe('accuracy', () => {
  it.each([
    {
      name: 'classes',
      logits: [
        [2, 1, 0],
        [0, -1, 3],
        [-3, -1, -2],
        [1, 1, 0],
      ],
      labels: [0, 1, 1, 0],
      want: 0.75,
    },
    { name: 'one logit in a column', logits: [[2], [-1], [-0.5]], labels: [1, 0, 1], want: 2 / 3 },
    { name: 'one logit a row', logits: [0.2, -0.1], labels: [1, 0], want: 1 },
  ])('of $name', ({ logits, labels, want }) => {
    expect(accuracy(tensor(logits as number[][]), tensor(labels)).itemSync()).toBeCloseTo(want, 14);
  });

  it('takes labels in a column, and refuses too few', () => {
    expect(accuracy(tensor([[2], [-1]]), tensor([[1], [0]])).itemSync()).toBe(1);
    expect(() => accuracy(tensor([[1, 2], [3, 4]]), tensor([1]))).toThrow('expected one label for each row'); // prettier-ignore
  });
});

describe('deadUnits', () => {
  it('marks units that are silent for every example', () => {
    expect(deadUnits(tensor([[0, 1, 0], [0, 0, -2]])).arraySync()).toEqual([1, 0, 0]); // prettier-ignore
    expect(deadUnits(tensor([[[0, 1], [0, 0]]])).arraySync()).toEqual([1, 0]); // prettier-ignore
  });
});

describe('statistics', () => {
  it('of numbers, some of them broken', () => {
    expect(statistics(Float64Array.of(3, -4, 0, NaN, 1, Infinity))).toEqual({
      mean: 0,
      std: Math.sqrt(26 / 4),
      least: -4,
      most: 3,
      norm: Math.sqrt(26),
      zeros: 0.25,
      broken: 2,
    });
  });
});

describe('histogram', () => {
  it('counts each number once, the last edge too', () => {
    expect(histogram(Float64Array.of(0, 1, 1, 4, 2, NaN), 4)).toEqual({ edges: [0, 1, 2, 3, 4], counts: [1, 2, 1, 1] });
  });

  it('leaves out what lies outside a range', () => {
    expect(histogram(Float64Array.of(-1, 0, 0.5, 1, 2), 2, [0, 1]).counts).toEqual([1, 2]);
  });

  it('finds room for one number, and for none', () => {
    expect(histogram(Float64Array.of(3, 3), 2)).toEqual({ edges: [2.5, 3, 3.5], counts: [0, 2] });
    expect(histogram(new Float64Array(0), 2)).toEqual({ edges: [-0.5, 0, 0.5], counts: [0, 0] });
    expect(() => histogram(new Float64Array(1), 0)).toThrow('0 bins');
  });
});
