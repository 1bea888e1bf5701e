/** A submission's way, as a table. */
import { describe, expect, it } from 'vitest';
import type { Result } from '@/lib/exercise/result';
import { SubmissionIdSchema } from '@/lib/base/ids';
import type { SubmissionRow } from '@/lib/features/submissions/views';
import { reduceSubmit, type SubmitEvent, type SubmitState, waitWords } from './submit-state';

const id = SubmissionIdSchema.parse('0190a0c8-8e7e-7cc5-9d5e-0d8e9d6c1f00');
const result: Result = {
  v: 1,
  exercise: 'softmax',
  exerciseHash: 'h',
  codeHash: 'c',
  seed: 's',
  status: 'graded',
  summary: 'All right.',
  score: 100,
  max: 100,
  checks: [],
  ms: 12,
};
const row: SubmissionRow = {
  id,
  attempt: 2,
  submittedAt: new Date(0),
  state: 'done',
  status: 'graded',
  score: 100,
  max: 100,
};

const click: SubmitEvent = { kind: 'clicked', key: 'k1', code: 'x' };
const queued: SubmitEvent = { kind: 'answered', answer: { kind: 'queued', id, attempt: 2 } };
const stage = (state: 'queued' | 'grading', ahead = 0): SubmitEvent => ({
  kind: 'heard',
  id,
  event: { kind: 'state', state, ahead },
});
const done: SubmitEvent = { kind: 'heard', id, event: { kind: 'done', submission: row, result } };

interface Walk {
  name: string;
  events: SubmitEvent[];
  kind: SubmitState['kind'];
  words: string;
}

describe('reduceSubmit', () => {
  it.each<Walk>([
    { name: 'click', events: [click], kind: 'sending', words: 'Sending your code' },
    { name: 'queued', events: [click, queued], kind: 'waiting', words: 'Attempt 2: next in the queue' },
    {
      name: 'one ahead',
      events: [click, queued, stage('queued', 1)],
      kind: 'waiting',
      words: 'Attempt 2: waiting, 1 submission ahead',
    },
    {
      name: 'grading',
      events: [click, queued, stage('grading')],
      kind: 'waiting',
      words: 'Attempt 2: the checks are running',
    },
    {
      name: 'an echo does not go back',
      events: [click, queued, stage('grading'), stage('queued', 4)],
      kind: 'waiting',
      words: 'Attempt 2: the checks are running',
    },
    { name: 'done', events: [click, queued, stage('grading'), done], kind: 'done', words: '' },
    { name: 'done twice', events: [click, queued, done, done], kind: 'done', words: '' },
    { name: 'unreachable', events: [click, { kind: 'unreachable', why: 'offline' }], kind: 'unsent', words: '' },
    {
      name: 'too many',
      events: [click, { kind: 'answered', answer: { kind: 'too-many', retryAfterMs: 5000 } }],
      kind: 'refused',
      words: '',
    },
    { name: 'news of another submission', events: [done], kind: 'idle', words: '' },
    { name: 'resumed after a reload', events: [{ kind: 'resumed', id, attempt: 2 }, done], kind: 'done', words: '' },
  ])('$name', ({ events, kind, words }) => {
    const state = events.reduce(reduceSubmit, { kind: 'idle' });
    expect({ kind: state.kind, words: waitWords(state) }).toEqual({ kind, words });
  });

  it.each([
    ['x', 'k1'],
    ['changed', 'k2'],
  ])('a new click on unsent code "%s" goes out under %s', (code, key) => {
    const events: SubmitEvent[] = [
      click,
      { kind: 'unreachable', why: 'offline' },
      { kind: 'clicked', key: 'k2', code },
    ];
    expect(events.reduce(reduceSubmit, { kind: 'idle' })).toEqual({ kind: 'sending', key, code });
  });

  it('keeps the key for the retry, and ignores a second click on the way', () => {
    const events: SubmitEvent[] = [
      click,
      { kind: 'clicked', key: 'k2', code: 'y' },
      { kind: 'unreachable', why: 'offline' },
      { kind: 'retried' },
    ];
    expect(events.reduce(reduceSubmit, { kind: 'idle' })).toEqual({ kind: 'sending', key: 'k1', code: 'x' });
  });
});
