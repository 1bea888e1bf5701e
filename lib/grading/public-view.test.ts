import { describe, expect, it } from 'vitest';
import type { CheckResult, Result } from '../exercise/result';
import { publicResult } from './public-view';

const SECRET = 'secret-2.34567';

const check = (open: boolean): CheckResult => ({
  id: 'random',
  name: 'Random batches',
  status: 'fail',
  points: 2.5,
  max: 10,
  message: '3 of 30 cases are right.',
  open,
  diagnosis: {
    code: 'threw',
    text: 'Your code threw a TypeError.',
    at: SECRET,
    got: SECRET,
    want: SECRET,
    relError: 2.34567,
    tolerance: 2.34567,
  },
  shown: { input: SECRET, got: SECRET, want: SECRET },
  errors: [2.34567, null],
});

const result = (open: boolean): Result => ({
  v: 1,
  exercise: 'softmax',
  exerciseHash: 'e',
  codeHash: 'c',
  seed: SECRET,
  status: 'graded',
  summary: 'Look at “Random batches”.',
  score: 2.5,
  max: 10,
  checks: [check(open)],
  logs: 'printed during open checks',
  notes: ['f has no export'],
  ms: 12,
});

describe('publicResult', () => {
  it('leaves of hidden checks name, points, sentence, and the idea of the mistake', () => {
    const view = publicResult(result(false));
    expect(view.checks).toEqual([
      {
        id: 'random',
        name: 'Random batches',
        status: 'fail',
        points: 2.5,
        max: 10,
        message: '3 of 30 cases are right.',
        open: false,
        diagnosis: { code: 'threw', text: 'Your code threw a TypeError.' },
      },
    ]);
    expect(JSON.stringify(view)).not.toMatch(/secret|2\.34567/);
  });

  it('leaves open checks as they are, without the seed', () => {
    const view = publicResult(result(true));
    expect(view.checks).toEqual([check(true)]);
    expect(view.seed).toBe('');
    expect(view.logs).toBe('printed during open checks');
    expect(view.notes).toEqual(['f has no export']);
  });
});
