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
  it('counts an error each time, and keeps its words once', () => {
    const tally = new Tally();
    tally.error('broken');
    tally.error('broken');
    expect([tally.errorCount, tally.errors.get('broken')]).toEqual([2, 2]);
  });

  it('finds the busiest second', () => {
    const tally = new Tally();
    for (const at of [0, 10, 999, 1000, 2500]) tally.handedIn(at);
    expect(tally.peakPerSecond).toBe(3);
  });

  it('tells the course of the run by when things were asked for, in steps of ten seconds', () => {
    const tally = new Tally(1000);
    tally.time('page', 5000, 22_000);
    tally.time('page', 20, 1000);
    tally.time('page', 40, 10_999);
    tally.time('verdict', 300, 11_000);
    tally.time('draft', 10, 1000);
    const told = tally.windows.map(({ from, page, verdict }) => [from, page.count, verdict.count]);
    expect(told).toEqual([
      [0, 2, 0],
      [10, 0, 1],
      [20, 1, 0],
    ]);
  });
});
