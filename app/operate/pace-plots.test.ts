/** The line of a plot, and the sentence below. */
import { describe, expect, it } from 'vitest';
import { hourWords, pathOf } from './pace-plots';

describe('pathOf', () => {
  it('draws through the values, the largest at the top', () => {
    expect(pathOf([0, 5, 10], 10)).toBe('M0.00 100.00l0 0L50.00 50.00L100.00 0.00');
  });

  it('leaves a gap where there is no value, and a dot where one stands alone', () => {
    expect(pathOf([10, null, 5], 10)).toBe('M0.00 0.00l0 0M100.00 50.00l0 0');
    expect(pathOf([null, null], 10)).toBe('');
  });
});

describe('hourWords', () => {
  it('gives no times where there was no verdict', () => {
    expect(hourWords({ verdicts: 0, failures: 0, p50Ms: null, p95Ms: null })).toBe('No verdict in the last hour.');
    expect(hourWords({ verdicts: 1, failures: 1, p50Ms: null, p95Ms: null })).toBe(
      '1 verdict, 1 of them faults of ours.',
    );
    expect(hourWords({ verdicts: 2, failures: 0, p50Ms: 100, p95Ms: 2000 })).toContain('at most 100 ms, 95 of 100');
  });
});
