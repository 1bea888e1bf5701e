import { describe, expect, it } from 'vitest';
import { EVEN, laterBy, towardsDeadline } from './pace';

describe('laterBy', () => {
  it('waits as long as it is told at an even pace', () => {
    expect(laterBy(EVEN, 5000, 120_000)).toBe(125_000);
  });

  it('comes sooner from the surge on, also to who waits already', () => {
    const pace = { usual: 1, surge: 2, surgeFrom: 10_000 };
    expect(laterBy(pace, 0, 9000)).toBe(9000);
    expect(laterBy(pace, 4000, 10_000)).toBe(12_000);
    expect(laterBy(pace, 20_000, 10_000)).toBe(25_000);
  });
});

describe('towardsDeadline', () => {
  it('has as many beginnings as an even pace, a third of them in the last fifth', () => {
    const pace = towardsDeadline(1000, 600_000);
    const times: number[] = [];
    for (let at = 1000; at < 601_000; at = laterBy(pace, at, 1000)) times.push(at);
    expect(times.length).toBeCloseTo(600, -1);
    expect(times.filter((at) => at >= 481_000).length / times.length).toBeCloseTo(1 / 3, 1);
  });
});
