import { describe, expect, it } from 'vitest';
import type { SubmissionId } from '@/lib/base/ids';
import type { SubmissionRow } from '@/lib/features/submissions/views';
import { attemptsWords } from './attempts-table';
import { gradedPoints, trendWords } from './score-trend';
import { ago } from './when';

const attempt = (over: Partial<SubmissionRow>): SubmissionRow => ({
  id: 'x' as SubmissionId,
  attempt: 1,
  submittedAt: new Date(0),
  state: 'done',
  replacedBy: null,
  regraded: null,
  status: 'graded',
  score: 40,
  max: 100,
  ...over,
});

it('sums attempts up', () => {
  expect(attemptsWords([attempt({ attempt: 2, score: 85 }), attempt({})])).toBe('2 attempts, best 85 of 100');
  expect(attemptsWords([attempt({ state: 'queued', score: null })])).toBe('1 attempt, no verdict yet');
  const replaced = attempt({ state: 'superseded', replacedBy: 2, score: null });
  expect(attemptsWords([attempt({ attempt: 2, score: 85 }), replaced])).toBe('1 attempt, best 85 of 100');
});

it('tells the trend in words, oldest first and without attempts that have no score', () => {
  const rows = [attempt({ attempt: 3, score: 100 }), attempt({ attempt: 2, score: null }), attempt({})];
  expect(trendWords(gradedPoints(rows))).toBe('Scores by attempt: 1: 40, 3: 100 of 100.');
});

describe('ago', () => {
  it.each([
    [5_000, 'now'],
    [12 * 60_000, '12 min'],
    [5 * 3_600_000, '5 h'],
    [3 * 86_400_000, '3 d'],
    [50 * 86_400_000, '7 wk'],
  ])('%d ms: %s', (ms, words) => {
    expect(ago(new Date(0), new Date(ms))).toBe(words);
  });
});
