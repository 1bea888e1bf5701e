import { describe, expect, it } from 'vitest';
import { formatArguments, formatData, formatNumber, formatPair, toCents } from './format';

describe('formatNumber', () => {
  it.each([
    [0.1 + 0.2, '0.3'],
    [1 / 3, '0.3333333'],
    [-0, '0'],
    [123456789.123, '123456800'],
    [1e-12, '1e-12'],
    [NaN, 'NaN'],
    [-Infinity, '-Infinity'],
    [100, '100'],
  ])('%d is %s', (x, text) => {
    expect(formatNumber(x)).toBe(text);
  });
});

describe('formatPair', () => {
  it('takes as many digits as it needs to tell two numbers apart', () => {
    expect(formatPair(0.5, 0.25)).toEqual({ got: '0.5', want: '0.25' });
    expect(formatPair(1.00000000012, 1)).toEqual({ got: '1.0000000001', want: '1' });
  });
});

describe('formatData', () => {
  it('keeps short data on a line and aligns matrices', () => {
    expect(formatData([[3, 1, -3]])).toBe('[[3, 1, -3]]');
    expect(formatData({ loss: 2.1, grad: [[1, 2]] })).toBe('{ loss: 2.1, grad: [[1, 2]] }');
    const row = [0.1234567, -11.234567, 3.4567891, 4.123, 5.12345];
    expect(formatData([row, row.map((x) => -x)])).toBe(
      '[[ 0.1234567, -11.23457,  3.456789,  4.123,  5.12345],\n [-0.1234567,  11.23457, -3.456789, -4.123, -5.12345]]',
    );
  });

  it('shows typed arrays, callbacks and strange values', () => {
    expect(formatData(Float32Array.of(1, 2))).toBe('Float32Array [1, 2]');
    expect(formatData({ shape: [2], data: Float64Array.of(1, 2) })).toBe('{ shape: [2], data: [1, 2] }');
    expect(formatData({ $callback: '(z) => z' })).toBe('(z) => z');
    expect(formatData([undefined, null, 'x', true])).toBe('[undefined, null, "x", true]');
  });

  it('stays short for large data', () => {
    const large = Array.from({ length: 400 }, (_, i) => [i, i / 7]);
    expect(formatData(large).length).toBeLessThan(1700);
  });
});

describe('formatArguments', () => {
  it('uses the names of the reference', () => {
    expect(formatArguments(['Z', 'y'], [[[3, 1]], [1]])).toBe('Z = [[3, 1]]   y = [1]');
    expect(formatArguments([], [1])).toBe('argument 1 = 1');
  });
});

describe('toCents', () => {
  it('keeps two decimals', () => {
    expect([1 / 3, 2.005, 7.5].map(toCents)).toEqual([0.33, 2.01, 7.5]);
  });
});
