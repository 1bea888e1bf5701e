/** How a verdict is arranged for reading: tasks, values, errors, formulas. */
import { describe, expect, it } from 'vitest';
import type { CheckResult } from '@/lib/exercise/result';
import { errorScale, power, readable } from './error-scale';
import { proseParts } from './prose-parts';
import { differences, readPath, readShown } from './shown-value';
import { announce, groupByTask } from './verdict-groups';

const check = (id: string, status: CheckResult['status'], points: number): CheckResult => ({
  id,
  name: id,
  status,
  points,
  max: 10,
  message: '',
  open: true,
});

describe('groupByTask', () => {
  const tasks = [
    { id: 't1', title: 'Loss', checks: ['a', 'b'] },
    { id: 't2', title: 'Gradient', checks: ['c', 'd'] },
  ];

  it('puts the failing task first and its failing check on top', () => {
    const groups = groupByTask(tasks, [
      check('a', 'pass', 10),
      check('b', 'pass', 10),
      check('c', 'pass', 10),
      check('d', 'fail', 2.5),
    ]);
    expect(groups.map((group) => [group.title, group.points, group.max, group.checks.map((c) => c.id)])).toEqual([
      ['Task 2 · Gradient', 12.5, 20, ['d', 'c']],
      ['Task 1 · Loss', 20, 20, ['a', 'b']],
    ]);
  });

  it('loses no check that belongs to no task, and shows no empty task', () => {
    const groups = groupByTask(tasks, [check('a', 'pass', 10), check('x', 'error', 0)]);
    expect(groups.map((group) => [group.title, group.checks.map((c) => c.id)])).toEqual([
      ['More checks', ['x']],
      ['Task 1 · Loss', ['a']],
    ]);
  });
});

describe('announce', () => {
  const base = {
    status: 'graded',
    summary: 'Look at the sign.',
    score: 6.666,
    max: 20,
    checks: [check('a', 'pass', 10), check('b', 'fail', 0)],
  } as const;
  it('says that a run has open checks only', () =>
    expect(announce({ kind: 'run', ...base })).toBe(
      'Run, open checks only: 1 of 2 open checks pass. Look at the sign.',
    ));
  it('says the score of a submission', () =>
    expect(announce({ kind: 'submission', ...base })).toBe('Verdict: 6.7 of 20 points. Look at the sign.'));
});

describe('readShown', () => {
  it.each([
    ['2.5', { kind: 'grid', rank: 0, rows: [['2.5']] }],
    ['[1, −2e-3, NaN]', { kind: 'grid', rank: 1, rows: [['1', '−2e-3', 'NaN']] }],
    [
      '[[1, 2], [3, …]]',
      {
        kind: 'grid',
        rank: 2,
        rows: [
          ['1', '2'],
          ['3', '…'],
        ],
      },
    ],
    [
      '{ loss: 2, grad: [[1]] }',
      {
        kind: 'record',
        fields: [
          { name: 'loss', value: { kind: 'grid', rank: 0, rows: [['2']] } },
          { name: 'grad', value: { kind: 'grid', rank: 2, rows: [['1']] } },
        ],
      },
    ],
    ['threw RangeError: out of range', { kind: 'text', text: 'threw RangeError: out of range' }],
    ['[[[1]]]', { kind: 'text', text: '[[[1]]]' }],
    ['[1, [2', { kind: 'text', text: '[1, [2' }],
    ['[]', { kind: 'text', text: '[]' }],
  ])('%s', (text, shown) => {
    expect(readShown(text)).toEqual(shown);
  });
});

describe('differences and readPath', () => {
  it('lists differing cells in reading order', () => {
    expect(
      differences(
        [
          ['1', '2'],
          ['3', '4'],
        ],
        [
          ['1', '5'],
          ['6', '4'],
        ],
      ),
    ).toEqual(['0,1', '1,0']);
  });
  it.each([
    ['grad[1][0]', 2, { field: 'grad', cell: '1,0' }],
    ['[2]', 1, { field: '', cell: '0,2' }],
    ['loss', 0, { field: 'loss', cell: '0,0' }],
  ] as const)('%s', (path, rank, place) => {
    expect(readPath(path, rank)).toEqual(place);
  });
});

describe('errorScale', () => {
  it('counts and orders', () => {
    const scale = errorScale([1e-6, 0, 1, 1e3, null]);
    expect([scale.within, scale.outside, scale.incomparable]).toEqual([3, 1, 1]);
    const [small, zero, edge, large] = scale.marks.map((mark) => mark.at);
    expect(zero).toBeLessThanOrEqual(small!);
    expect(small).toBeLessThan(edge!);
    expect(edge).toBe(scale.tolerance);
    expect(large).toBeGreaterThan(scale.tolerance);
    expect(large).toBeLessThanOrEqual(97);
  });
  it('stays inside with errors of any size, and with none', () => {
    for (const errors of [[], [1e300], [1e-300], [Infinity]]) {
      for (const mark of errorScale(errors).marks) expect(mark.at).toSatisfy((at: number) => at >= 3 && at <= 97);
    }
  });
});

describe('numbers in words', () => {
  it.each([
    [-9, '10⁻⁹'],
    [0, '1'],
    [1, '10'],
    [12, '10¹²'],
  ] as const)('power(%i)', (decade, text) => expect(power(decade)).toBe(text));
  it.each([
    [1e-9, '10⁻⁹'],
    [2.3e-9, '2.3·10⁻⁹'],
    [0.01234, '0.0123'],
    [-40, '−40'],
    [0, '0'],
    [Infinity, '∞'],
  ] as const)('readable(%d)', (value, text) => expect(readable(value)).toBe(text));
});

describe('proseParts', () => {
  it('cuts code and formulas out of words', () => {
    expect(proseParts('Your `db` is $m$ times too large.')).toEqual([
      { kind: 'text', text: 'Your ' },
      { kind: 'code', text: 'db' },
      { kind: 'text', text: ' is ' },
      { kind: 'math', text: 'm' },
      { kind: 'text', text: ' times too large.' },
    ]);
  });
  it('leaves a lone dollar alone', () => expect(proseParts('a $ sign')).toEqual([{ kind: 'text', text: 'a $ sign' }]));
});
