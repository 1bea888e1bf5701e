import { describe, expect, it } from 'vitest';
import { Tally, Timings } from './tally';

describe('Timings', () => {
  it('gives percentiles to 3 %, however many values there are', () => {
    const timings = new Timings();
    for (let ms = 1; ms <= 10_000; ms++) timings.add(ms);
    for (const q of [0.01, 0.5, 0.95, 0.99]) {
      expect(timings.quantile(q)).toBeGreaterThanOrEqual(q * 10_000 * 0.999);
      expect(timings.quantile(q)).toBeLessThanOrEqual(q * 10_000 * 1.031);
    }
    expect(timings.quantile(1)).toBe(10_000);
  });

  it('knows no percentile of nothing', () => {
    expect(new Timings().quantile(0.5)).toBeNaN();
  });
});

describe('Tally', () => {
  it('times only while it measures, and counts errors always', () => {
    const tally = new Tally();
    tally.time('page', 5);
    tally.error('broken');
    tally.measuring = true;
    tally.time('page', 7);
    tally.error('broken');
    expect(tally.timings.get('page')?.count).toBe(1);
    expect([tally.errorCount, tally.errors.get('broken')]).toEqual([2, 2]);
  });

  it('finds the busiest second', () => {
    const tally = new Tally();
    tally.measuring = true;
    for (const at of [0, 10, 999, 1000, 2500]) tally.handedIn(at);
    expect(tally.peakPerSecond).toBe(3);
  });
});
