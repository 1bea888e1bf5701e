import { describe, expect, it } from 'vitest';
import { constant, he, initializer, normal, orthogonal, xavier, type Initializer } from './initializers';
import { stream, type Stream } from './random';

const draw = (init: Initializer, shape: number[], name = 'w'): Float64Array => init(shape, stream('7', name));
const moments = (data: Float64Array): { mean: number; variance: number; most: number } => {
  const mean = data.reduce((a, b) => a + b, 0) / data.length;
  const variance = data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (data.length - 1);
  return { mean, variance, most: data.reduce((most, x) => Math.max(most, Math.abs(x)), 0) };
};

describe('constant', () => {
  it('fill the shape', () => {
    expect([...draw(constant(0.5), [2, 2])]).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect([...draw(initializer('zeros'), [3])]).toEqual([0, 0, 0]);
  });
});

describe('laws', () => {
  const shape = [256, 128];
  const n = 256 * 128;
  it.each([
    { name: 'normal', init: normal(0.01), variance: 1e-4, uniform: false },
    { name: 'xavier', init: xavier(), variance: 2 / 384, uniform: false },
    { name: 'he', init: he(), variance: 2 / 256, uniform: false },
    { name: 'xavier uniform', init: xavier('uniform'), variance: 2 / 384, uniform: true },
    { name: 'he uniform', init: he('uniform'), variance: 2 / 256, uniform: true },
  ])('$name has mean 0 and the variance of its paper, within six standard errors', ({ init, variance, uniform }) => {
    const got = moments(draw(init, shape));
    // Var(s²) = (κ − 1)σ⁴/n with kurtosis κ = 3 (normal), 9/5 (uniform).
    const spread = Math.sqrt((uniform ? 0.8 : 2) / n);
    expect(Math.abs(got.mean)).toBeLessThan(6 * Math.sqrt(variance / n));
    expect(Math.abs(got.variance / variance - 1)).toBeLessThan(6 * spread);
    if (uniform) expect(got.most).toBeLessThanOrEqual(Math.sqrt(3 * variance));
    else expect(got.most).toBeGreaterThan(Math.sqrt(3 * variance));
  });

  it('multiply each draw by exactly the standard deviation', () => {
    const ones = { normal: () => 1 } as Stream;
    expect(he()([2, 3], ones).every((x) => x === 1)).toBe(true);
    expect(xavier()([6, 2], ones).every((x) => x === 0.5)).toBe(true);
    expect(he()([2, 2, 8, 3], ones).every((x) => x === 0.25)).toBe(true);
  });

  it('are fresh draws, and the same ones for the same seed and name', () => {
    const w = draw(he(), [4, 4]);
    expect(new Set(w).size).toBe(16);
    expect(draw(he(), [4, 4])).toEqual(w);
    expect(draw(he(), [4, 4], 'v')).not.toEqual(w);
  });
});

describe('orthogonal', () => {
  it.each([
    { shape: [5, 3], gain: 1 },
    { shape: [3, 5], gain: 1 },
    { shape: [4, 4], gain: 2 },
    { shape: [3, 3, 2, 4], gain: 1 },
    { shape: [60, 60], gain: 1 },
  ])('$shape times $gain has orthonormal rows or columns', ({ shape, gain }) => {
    const w = draw(orthogonal(gain), shape);
    const columns = shape.at(-1)!;
    const rows = w.length / columns;
    const [count, length] = rows >= columns ? [columns, rows] : [rows, columns];
    const at = (v: number, i: number): number => w[rows >= columns ? i * columns + v : v * columns + i]!;
    for (let a = 0; a < count; a++) {
      for (let b = 0; b <= a; b++) {
        let dot = 0;
        for (let i = 0; i < length; i++) dot += at(a, i) * at(b, i);
        expect(dot).toBeCloseTo(a === b ? gain * gain : 0, 12);
      }
    }
  });
});

describe('initializer', () => {
  it('finds names, and says which there are', () => {
    const own = constant(3);
    expect(initializer(own)).toBe(own);
    expect(draw(initializer('he'), [2, 2])).toEqual(draw(he(), [2, 2]));
    expect(() => initializer('kaiming' as 'he')).toThrow(
      "there is no 'kaiming'. There are zeros, normal, xavier, he, orthogonal",
    );
  });
});
