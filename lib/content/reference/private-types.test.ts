import { describe, expect, it } from 'vitest';
import { spellOut } from './private-types';

const TEXTS = new Map([
  ['Other', 'Tensor | number'],
  ['Options', '{ padding?: Padding }'],
  ['Padding', "'same' | number"],
  ['Values', 'number | Values[]'],
]);

describe('spellOut', () => {
  it.each([
    ['add(other: Other): Tensor', 'add(other: Tensor | number): Tensor'],
    ['all(others: Other[]): void', 'all(others: (Tensor | number)[]): void'],
    ['conv(options?: linear.Options): Tensor', "conv(options?: { padding?: 'same' | number }): Tensor"],
    ['tensor(values: Values): Tensor', 'tensor(values: Values): Tensor'],
    ["name(kind: 'Other'): string", "name(kind: 'Other'): string"],
  ])('%s', (signature, spelt) => expect(spellOut(signature, TEXTS)).toBe(spelt));
});
