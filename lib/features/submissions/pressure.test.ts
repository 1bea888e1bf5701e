import { describe, expect, it } from 'vitest';
import { busyFor } from './pressure';

const bounds = { waiting: 100, seconds: 60 };

describe('busyFor', () => {
  it.each([
    { name: 'room', line: { length: 99, waitedMs: 1000, perSecond: 10 }, ms: null },
    { name: 'the last place taken', line: { length: 100, waitedMs: 1000, perSecond: 10 }, ms: 2000 },
    { name: 'far too many, at a known speed', line: { length: 199, waitedMs: 1000, perSecond: 10 }, ms: 10_000 },
    { name: 'far too many, and slow', line: { length: 5000, waitedMs: 1000, perSecond: 0.5 }, ms: 30_000 },
    { name: 'too many, no verdict yet', line: { length: 150, waitedMs: 1000, perSecond: null }, ms: 5000 },
    { name: 'few, but the first waits too long', line: { length: 3, waitedMs: 61_000, perSecond: null }, ms: 5000 },
  ])('$name', ({ line, ms }) => {
    expect(busyFor(line, bounds)).toBe(ms);
  });

  it('takes a burst of a large class by default', () => {
    expect(busyFor({ length: 4000, waitedMs: 60_000, perSecond: null })).toBeNull();
  });
});
