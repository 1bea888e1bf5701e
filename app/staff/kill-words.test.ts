import { describe, expect, it } from 'vitest';
import type { KillRow, Proof } from '@/lib/features/exercises/views';
import { killWords, meets, orderRules, proofWords, type KillCell } from './kill-words';

const cell = (over: Partial<KillCell>): KillCell => ({
  check: 'far-logits',
  status: 'pass',
  diagnosis: null,
  worstError: null,
  ...over,
});
const row = (over: Partial<KillRow>): KillRow => ({
  program: 'no-max-subtraction',
  role: 'wrong',
  expected: { check: 'far-logits', diagnosis: 'no-max-subtraction' },
  cells: [],
  ok: true,
  says: null,
  ...over,
});
const caught = cell({ status: 'fail', diagnosis: 'no-max-subtraction', worstError: 14_200_000 });

describe('killWords', () => {
  it.each([
    [
      row({}),
      caught,
      'no-max-subtraction at Far logits: fails as no-max-subtraction, as promised, worst error 1.4e+7 × the tolerance',
    ],
    [
      row({}),
      cell({ status: 'fail', diagnosis: 'not-finite' }),
      'no-max-subtraction at Far logits: fails as not-finite, but its first line promises no-max-subtraction',
    ],
    [row({}), cell({}), 'no-max-subtraction at Far logits: passes, but its first line promises no-max-subtraction'],
    [
      row({ program: 'solution', role: 'reference', expected: null }),
      cell({ worstError: 0.0031 }),
      'solution at Far logits: passes, worst error 0.0031 × the tolerance',
    ],
    [
      row({ program: 'solution', role: 'reference', expected: null }),
      cell({ status: 'fail', diagnosis: 'scaled' }),
      'solution at Far logits: fails as scaled, but must pass here',
    ],
    [
      row({ program: 'starter', role: 'starter', expected: null }),
      cell({ status: 'error', diagnosis: 'threw' }),
      'starter at Far logits: does not run as threw',
    ],
    [
      row({ program: 'starter', role: 'starter', expected: null }),
      cell({}),
      'starter at Far logits: passes, but must fail here',
    ],
  ])('%#', (program, at, words) => {
    expect(killWords(program, at, 'Far logits')).toBe(words);
  });
});

it('asks a wrong solution for nothing where it promises nothing', () => {
  expect(meets(row({}), cell({ check: 'shape' }))).toBe(true);
  expect(meets(row({}), cell({ check: 'shape', status: 'fail', diagnosis: 'scaled' }))).toBe(true);
});

const rule = (name: string, ok: boolean, blocking: boolean) => ({
  rule: name,
  title: name,
  ok,
  blocking,
  messages: [],
});
const proof = (rules: Proof['rules'], rows: KillRow[]): Proof => ({
  exercise: 'softmax',
  hash: 'h',
  ok: true,
  provedAt: '2026-11-21T10:00:00Z',
  ms: 1,
  checks: [],
  rules,
  rows,
});

describe('the rules', () => {
  it('stand with what blocks first', () => {
    const rules = [rule('R1', true, true), rule('R8', false, false), rule('R5', false, true)];
    expect(orderRules(rules).map(({ rule }) => rule)).toEqual(['R5', 'R8', 'R1']);
  });

  it.each([
    [[rule('R1', true, true)], 'Proven: every rule holds, 1 of 1 wrong solutions are caught as they promise.'],
    [[rule('R8', false, false)], 'Proven, with one warning; 1 of 1 wrong solutions are caught as they promise.'],
    [
      [rule('R5', false, true), rule('R6', false, true)],
      '2 rules keep it from being published; 1 of 1 wrong solutions are caught as they promise.',
    ],
  ])('%#', (rules, words) => {
    expect(proofWords(proof(rules, [row({}), row({ role: 'also', expected: null })]))).toBe(words);
  });
});
