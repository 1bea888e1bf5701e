import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TIERS } from '../exercise/tolerance';
import type { Tier } from '../exercise/checks';
import type { Data } from '../script/script';
import { compare, compareShape, describeShape, isFloat32 } from './compare';

const T = TIERS;

interface Case {
  name: string;
  got: Data;
  want: Data;
  tier: Tier;
  equal: boolean;
}

const CASES: Case[] = [
  { name: 'the same whole number', got: 3, want: 3, tier: 'T0', equal: true },
  { name: 'one unit in the last place, exactly asked', got: 0.1 + 0.2, want: 0.3, tier: 'T0', equal: false },
  { name: 'one unit in the last place', got: 0.1 + 0.2, want: 0.3, tier: 'T1', equal: true },
  { name: 'NaN is never equal', got: NaN, want: NaN, tier: 'T5', equal: false },
  { name: 'infinity with the same sign', got: -Infinity, want: -Infinity, tier: 'T0', equal: true },
  { name: 'infinity with the other sign', got: Infinity, want: -Infinity, tier: 'T5', equal: false },
  { name: 'infinity for a large number', got: Infinity, want: 1e300, tier: 'T5', equal: false },
  { name: 'minus zero', got: -0, want: 0, tier: 'T0', equal: true },
  { name: 'typed array for an array', got: Float64Array.of(1, 2), want: [1, 2], tier: 'T0', equal: true },
  { name: 'array for a typed array', got: [1, 2], want: Float64Array.of(1, 2), tier: 'T0', equal: true },
  { name: 'another length', got: [1, 2, 3], want: [1, 2], tier: 'T5', equal: false },
  { name: 'a number for an array of one', got: 1, want: [1], tier: 'T5', equal: false },
  { name: 'a text for a number', got: '1', want: 1, tier: 'T5', equal: false },
  { name: 'true for one', got: true, want: 1, tier: 'T5', equal: false },
  { name: 'null for nothing', got: null, want: undefined, tier: 'T5', equal: false },
  {
    name: 'fields in another order, and one more',
    got: { grad: [1], loss: 2, extra: 'x' },
    want: { loss: 2, grad: [1] },
    tier: 'T0',
    equal: true,
  },
  { name: 'a field missing', got: { loss: 2 }, want: { loss: 2, grad: [1] }, tier: 'T5', equal: false },
  { name: 'cancellation near zero beside large entries', got: [1e4, 1e-7], want: [1e4, 0], tier: 'T2', equal: true },
  { name: 'the same cancellation alone', got: [1e-7], want: [0], tier: 'T2', equal: false },
  {
    name: 'the scale of one field does not help another',
    got: { a: [1e6], b: [1e-5] },
    want: { a: [1e6], b: [0] },
    tier: 'T2',
    equal: false,
  },
  {
    name: 'float32 of the right value',
    got: [Math.fround(0.1), Math.fround(0.7)],
    want: [0.1, 0.7],
    tier: 'T1',
    equal: true,
  },
  { name: 'a Float32Array', got: Float32Array.of(0.1, 0.7), want: [0.1, 0.7], tier: 'T1', equal: true },
  { name: 'zeros are no float32 of small numbers', got: [0, 0], want: [1e-6, 2e-6], tier: 'T1', equal: false },
  {
    name: 'a float32 list that nobody asked for, beside numbers that are a little off',
    got: { loss: 0.1000001, extra: new Float32Array(1) },
    want: { loss: 0.1 },
    tier: 'T1',
    equal: false,
  },
  { name: 'float32 of another value', got: [Math.fround(0.102)], want: [0.1], tier: 'T1', equal: false },
];

describe('compare', () => {
  it.each(CASES)('$name', ({ got, want, tier, equal }) => {
    expect(compare(got, want, T[tier]).kind === 'equal').toBe(equal);
  });

  it('names the first place that differs, and the error at the worst one', () => {
    expect(
      compare(
        {
          loss: 1,
          grad: [
            [1, 2],
            [3, 5],
          ],
        },
        {
          loss: 1,
          grad: [
            [1, 2],
            [4, 4],
          ],
        },
        T.T2,
      ),
    ).toMatchObject({
      kind: 'differs',
      at: 'grad[1][0]',
      got: 3,
      want: 4,
    });
    expect(compare([[1, 2]], [[1], [2]], T.T2)).toEqual({
      kind: 'shape',
      at: '',
      got: 'a 1×2 array',
      want: 'a 2×1 array',
    });
  });

  const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
    minLength: 1,
    maxLength: 6,
  });
  const tiers = fc.constantFrom<Tier>('T0', 'T1', 'T2', 'T3', 'T4', 'T5');

  it('is reflexive at every tier', () => {
    fc.assert(fc.property(numbers, tiers, (xs, tier) => compare(xs, xs, T[tier]).kind === 'equal'));
  });

  it('accepts at T3 what it accepts at T2, and at T2 what it accepts at T0', () => {
    fc.assert(
      fc.property(numbers, fc.double({ min: -1e-5, max: 1e-5, noNaN: true }), (xs, e) => {
        const moved = xs.map((x) => x * (1 + e) + e * 1e-4);
        const passes = (['T0', 'T2', 'T3'] as const).map((tier) => compare(moved, xs, T[tier]).kind === 'equal');
        return (!passes[0] || passes[1] === true) && (!passes[1] || passes[2] === true);
      }),
    );
  });

  it('never gives a worst error above 1 to equal answers, nor below 1 to different ones', () => {
    fc.assert(
      fc.property(numbers, fc.double({ min: -1, max: 1, noNaN: true }), (xs, e) => {
        const result = compare(
          xs.map((x) => x + e),
          xs,
          T.T2,
        );
        if (result.kind === 'equal') return result.float32 || (result.worst ?? 0) <= 1;
        return result.kind === 'differs' && (result.worst ?? 2) > 1;
      }),
    );
  });
});

describe('compareShape', () => {
  it('looks at nesting and lengths only', () => {
    expect(compareShape([[1, 2]], [[9, 9]]).kind).toBe('equal');
    expect(compareShape([[1, NaN]], [[9, 9]]).kind).toBe('equal');
    expect(compareShape([1, 2], [[9, 9]]).kind).toBe('shape');
    expect(compareShape({ a: 1 }, { a: 2, b: 3 })).toMatchObject({ kind: 'shape', want: 'an object with b' });
  });
});

describe('describeShape', () => {
  it.each([
    [
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      'a 2×3 array',
    ],
    [[[1], [2, 3]], 'a 2×? array'],
    [[], 'an array of 0'],
    [Float64Array.of(1), 'an array of 1'],
    [undefined, 'nothing'],
    [{ loss: 1, grad: [] }, 'an object with loss, grad'],
    ['x', 'a string'],
  ] as const)('%j is %s', (value, words) => {
    expect(describeShape(value as Data)).toBe(words);
  });
});

describe('isFloat32', () => {
  it('needs numbers that tell', () => {
    expect(isFloat32([1, 2], [1, 2])).toBe(false);
    expect(isFloat32([Math.fround(0.1), 1], [0.1, 1])).toBe(true);
    expect(isFloat32([0.1], [0.1])).toBe(false);
  });
});
