/** A submission's way, as a table. */
import { describe, expect, it } from 'vitest';
import type { Result } from '@/lib/exercise/result';
import { SubmissionIdSchema } from '@/lib/base/ids';
import type { SubmissionRow, SubmitResult } from '@/lib/features/submissions/views';
import {
  canSubmit,
  duration,
  reduceSubmit,
  type SubmitEvent,
  type SubmitState,
  waitWords,
  watchedBy,
} from './submit-state';

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
  replacedBy: null,
  regraded: null,
  status: 'graded',
  score: 100,
  max: 100,
};
const newerId = SubmissionIdSchema.parse('0190a0c8-8e7e-7cc5-9d5e-0d8e9d6c1f01');

const click: SubmitEvent = { kind: 'clicked', key: 'k1', code: 'x' };
const other: SubmitEvent = { kind: 'clicked', key: 'k2', code: 'y' };
const answer = (value: SubmitResult): SubmitEvent => ({ kind: 'answered', answer: value, at: 1000 });
const queued = answer({ kind: 'queued', id, attempt: 2 });
const newer = answer({ kind: 'queued', id: newerId, attempt: 3 });
const busy = answer({ kind: 'busy', retryAfterMs: 5000 });
const tooMany = answer({ kind: 'too-many', retryAfterMs: 5000, limit: 10, seconds: 60 });
const stage = (state: 'queued' | 'grading', ahead: number | null = 0, waitMs: number | null = null): SubmitEvent => ({
  kind: 'heard',
  id,
  event: { kind: 'state', state, ahead, waitMs },
});
const done: SubmitEvent = { kind: 'heard', id, event: { kind: 'done', submission: row, result } };
const replaced: SubmitEvent = {
  kind: 'heard',
  id,
  event: { kind: 'superseded', submission: { ...row, state: 'superseded', replacedBy: 3, status: null, score: null } },
};
const walk = (events: SubmitEvent[]): SubmitState => events.reduce(reduceSubmit, { kind: 'idle' });

interface Walk {
  name: string;
  events: SubmitEvent[];
  kind: SubmitState['kind'];
  words: string;
}

describe('reduceSubmit', () => {
  it.each<Walk>([
    { name: 'click', events: [click], kind: 'sending', words: 'Sending your code' },
    { name: 'queued', events: [click, queued], kind: 'waiting', words: 'Attempt 2: waiting for a grader' },
    { name: 'next', events: [click, queued, stage('queued')], kind: 'waiting', words: 'Attempt 2: next in the queue' },
    {
      name: 'some ahead, for how long nobody knows',
      events: [click, queued, stage('queued', 3)],
      kind: 'waiting',
      words: 'Attempt 2: 3 ahead of you',
    },
    {
      name: 'some ahead',
      events: [click, queued, stage('queued', 3, 2000)],
      kind: 'waiting',
      words: 'Attempt 2: 3 ahead of you, about 2 s',
    },
    {
      name: 'many ahead',
      events: [click, queued, stage('queued', 900, 210_000)],
      kind: 'waiting',
      words: 'Attempt 2: 900 ahead of you, about 4 min',
    },
    {
      name: 'an answer without a place keeps the last one',
      events: [click, queued, stage('queued', 3, 2000), stage('queued', null)],
      kind: 'waiting',
      words: 'Attempt 2: 3 ahead of you, about 2 s',
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
    { name: 'too many', events: [click, tooMany], kind: 'limited', words: '' },
    { name: 'too many, until the time is over', events: [click, tooMany, { kind: 'freed' }], kind: 'idle', words: '' },
    { name: 'a click before the time is over', events: [click, tooMany, other], kind: 'limited', words: '' },
    { name: 'busy', events: [click, busy], kind: 'held', words: '' },
    {
      name: 'busy, tried again',
      events: [click, busy, { kind: 'retried' }],
      kind: 'sending',
      words: 'Sending your code',
    },
    { name: 'busy, given up', events: [click, busy, { kind: 'dismissed' }], kind: 'idle', words: '' },
    { name: 'replaced elsewhere', events: [click, queued, replaced], kind: 'superseded', words: '' },
    { name: 'news of another submission', events: [done], kind: 'idle', words: '' },
    {
      name: 'resumed after a reload',
      events: [{ kind: 'resumed', id, attempt: 2, stage: 'queued' }, done],
      kind: 'done',
      words: '',
    },
  ])('$name', ({ events, kind, words }) => {
    const state = walk(events);
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
    expect(walk(events)).toEqual({ kind: 'sending', key, code, before: null });
  });

  it('keeps the key for the retry, and ignores a second click on the way', () => {
    const events: SubmitEvent[] = [
      click,
      { kind: 'clicked', key: 'k2', code: 'y' },
      { kind: 'unreachable', why: 'offline' },
      { kind: 'retried' },
    ];
    expect(walk(events)).toEqual({ kind: 'sending', key: 'k1', code: 'x', before: null });
  });

  it('sends what waits for room under the key of its click, and the newest code', () => {
    expect(walk([click, busy, { kind: 'retried' }])).toMatchObject({ key: 'k1', code: 'x' });
    expect(walk([click, busy, other, { kind: 'retried' }])).toMatchObject({ key: 'k2', code: 'y' });
  });

  it('lets other code take the place of what waits, and keeps that until the other has arrived', () => {
    const sending = walk([click, queued, stage('queued', 3, 2000), other]);
    expect(sending).toMatchObject({ kind: 'sending', key: 'k2', before: { id, ahead: 3 } });
    expect(watchedBy(sending)).toBe(id);
    expect(reduceSubmit(sending, newer)).toMatchObject({ kind: 'waiting', id: newerId, attempt: 3, instead: id });
    const limited = walk([click, queued, other, tooMany]);
    expect(reduceSubmit(limited, { kind: 'freed' })).toMatchObject({ kind: 'waiting', id });
    const refused = walk([click, queued, other, { kind: 'declined', why: 'no' }]);
    expect(reduceSubmit(refused, { kind: 'dismissed' })).toMatchObject({ kind: 'waiting', id });
  });

  it('hears the end of what waited while the other is on its way', () => {
    expect(walk([click, queued, other, busy, done])).toMatchObject({ kind: 'held', before: null });
    expect(walk([click, queued, other, busy, stage('grading')])).toMatchObject({ before: { stage: 'grading' } });
  });

  it('does not replace what is being graded, nor the same code', () => {
    expect(canSubmit(walk([click, queued]), 'x')).toBe(false);
    expect(canSubmit(walk([click, queued]), 'y')).toBe(true);
    expect(canSubmit(walk([click, queued, stage('grading')]), 'y')).toBe(false);
  });

  it('sends a kept click beside a submission that was being waited for', () => {
    const resumed: SubmitEvent = { kind: 'resumed', id, attempt: 2, stage: 'queued' };
    for (const events of [
      [click, resumed],
      [resumed, click],
    ])
      expect(walk(events)).toMatchObject({ kind: 'sending', key: 'k1', before: { id } });
    // It was that very click that had arrived.
    expect(walk([resumed, click, queued])).toMatchObject({ kind: 'waiting', id, instead: null });
  });
});

it.each([
  [0, '1 s'],
  [2001, '3 s'],
  [90_000, '90 s'],
  [91_000, '2 min'],
  [5_400_000, '90 min'],
  [5_460_000, '2 h'],
])('%d ms last %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});
