import { describe, expect, it } from 'vitest';
import { cosTurns, exp, log, sinTurns, tanh } from './math';
import { shuffle, stream, threefry } from './random';

const hex = (words: readonly number[]): string => words.map((word) => word.toString(16).padStart(8, '0')).join(' ');

describe('threefry', () => {
  it.each([
    { key: [0, 0], counter: [0, 0], want: '6b200159 99ba4efe' },
    { key: [-1, -1], counter: [-1, -1], want: '1cb996fc bb002be7' },
    { key: [0x13198a2e, 0x03707344], counter: [0x243f6a88, 0x85a308d3], want: 'c4923a9c 483df7a0' },
  ] as const)('gives the published vector $want', ({ key, counter, want }) => {
    expect(hex(threefry(key[0], key[1], counter[0], counter[1]))).toBe(want);
  });
});

describe('stream', () => {
  it('depends on seed and name only', () => {
    const draw = (seed: string, name: string): number[] => {
      const s = stream(seed, name);
      return [s.uniform(), s.normal(), s.below(10), s.uniform24()];
    };
    expect(draw('a', 'softmax/random-batches/3')).toEqual(draw('a', 'softmax/random-batches/3'));
    expect(draw('a', 'b')).not.toEqual(draw('b', 'b'));
    expect(draw('a', 'b')).not.toEqual(draw('a', 'c'));
    expect(draw('a', 'bc')).not.toEqual(draw('ab', 'c'));
  });

  it('has the moments of the normal law', () => {
    const s = stream('moments', 'normal');
    const n = 50_000;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const z = s.normal();
      sum += z;
      squares += z * z;
    }
    // Six standard deviations of the exact sampling laws.
    expect(Math.abs(sum / n)).toBeLessThan(6 / Math.sqrt(n));
    expect(Math.abs(squares / n - 1)).toBeLessThan((6 * Math.SQRT2) / Math.sqrt(n));
  });

  it('keeps its first numbers for ever, since stored verdicts are replayed from them', () => {
    const s = stream('golden', 'stream');
    expect([s.uniform(), s.uniform(), s.normal(), s.below(1000)]).toMatchInlineSnapshot(`
      [
        0.22221344032152346,
        0.8854223443934579,
        -0.8174843624001799,
        710,
      ]
    `);
  });
});

describe('shuffle', () => {
  it('gives each order of three as often', () => {
    const s = stream('shuffle', 'orders');
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = shuffle(['a', 'b', 'c'], s).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    // Six standard deviations of the binomial law.
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(6 * Math.sqrt(6000 / 6));
  });

  it('keeps its order for ever', () => {
    expect(shuffle(Array.from('abcdefgh'), stream('golden', 'shuffle')).join('')).toMatchInlineSnapshot(`"dhceabgf"`);
  });
});

describe('own elementary functions', () => {
  const s = stream('elementary', 'arguments');
  const points = Array.from({ length: 2000 }, () => (s.uniform() - 0.5) * 10 ** (s.uniform() * 4 - 1.5));
  const ulps = (got: number, want: number): number => Math.abs(got - want) / (Math.abs(want) * 2 ** -52 || 1);

  it('agree with Math to a few units in the last place', () => {
    for (const x of points) {
      expect(ulps(log(Math.abs(x)), Math.log(Math.abs(x)))).toBeLessThan(4);
      expect(ulps(exp(x), Math.exp(x))).toBeLessThan(4);
      expect(ulps(tanh(x), Math.tanh(x))).toBeLessThan(64);
      expect(Math.abs(cosTurns(x / 50) - Math.cos((2 * Math.PI * x) / 50))).toBeLessThan(1e-14);
      expect(Math.abs(sinTurns(x / 50) - Math.sin((2 * Math.PI * x) / 50))).toBeLessThan(1e-14);
    }
  });

  it('keep the limits', () => {
    expect([log(0), log(-1), exp(1000), exp(-1000), tanh(1000), tanh(-1000), exp(0), log(1)]).toEqual([
      -Infinity,
      NaN,
      Infinity,
      0,
      1,
      -1,
      1,
      0,
    ]);
    expect(exp(-740)).toBe(Math.exp(-740));
    expect(log(5e-324)).toBeCloseTo(Math.log(5e-324), 10);
  });
});
