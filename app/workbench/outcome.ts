/** A submission's outcome in a word, for lists. */
import type { SubmissionRow } from '@/lib/features/submissions/views';
import { points } from './verdict-groups';

export interface Outcome {
  sign: string;
  words: string;
  tone: string;
}

export function outcomeOf(row: Pick<SubmissionRow, 'state' | 'status' | 'score' | 'max'>): Outcome {
  if (row.state !== 'done')
    return { sign: '…', words: row.state === 'queued' ? 'waiting' : 'grading', tone: 'text-ink-2' };
  if (row.status === 'platform-error') return { sign: '!', words: 'our fault, not counted', tone: 'text-warn' };
  if (row.status === 'student-error') return { sign: '✗', words: 'did not run', tone: 'text-fail' };
  const score = row.score ?? 0;
  if (score >= row.max) return { sign: '✓', words: 'passed', tone: 'text-pass' };
  return { sign: '✗', words: `${points(score)} of ${points(row.max)}`, tone: 'text-fail' };
}
