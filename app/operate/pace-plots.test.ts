/** The line of a plot. */
import { describe, expect, it } from 'vitest';
import { pathOf } from './pace-plots';

describe('pathOf', () => {
  it('draws through the values, the largest at the top', () => {
    expect(pathOf([0, 5, 10], 10)).toBe('M0.00 100.00l0 0L50.00 50.00L100.00 0.00');
  });

  it('leaves a gap where there is no value, and a dot where one stands alone', () => {
    expect(pathOf([10, null, 5], 10)).toBe('M0.00 0.00l0 0M100.00 50.00l0 0');
    expect(pathOf([null, null], 10)).toBe('');
  });
});
