/** Tests of how figures print numbers. */
import { describe, expect, it } from 'vitest';
import { factor, fixed, probability, tenth, term } from './numbers';

describe('fixed', () => {
  it('prints a true minus and no negative zero', () => {
    expect(fixed(-6)).toBe('−6.00');
    expect(fixed(-0.001)).toBe('0.00');
    expect(fixed(-0, 0)).toBe('0');
    expect(fixed(-1, 0)).toBe('−1');
  });
});

describe('probability', () => {
  it.each([
    [0.0024726, '0.0025'],
    [-0.9640276, '−0.9640'],
    [0, '0.0000'],
    [6.1e-6, '6.1e−6'],
    [1, '1.0000'],
  ])('prints %f as %s', (value, text) => {
    expect(probability(value)).toBe(text);
  });
});

describe('factor, term, tenth', () => {
  it('put signs where a reader of sums expects them', () => {
    expect(factor(-2, 0)).toBe('(−2)');
    expect(factor(2, 0)).toBe('2');
    expect(term(-3, 0)).toBe(' − 3');
    expect(term(3, 0)).toBe(' + 3');
    expect(tenth(0.1 + 0.2)).toBe(0.3);
  });
});
