/** A submission's outcome in a word, for lists. */
import type { SubmissionRow } from '@/lib/features/submissions/views';
import { points } from './verdict-groups';

export interface Outcome {
  sign: string;
  words: string;
  tone: string;
}

/** It will have a verdict, and has none yet. */
export function isPending(row: Pick<SubmissionRow, 'state'>): boolean {
  return row.state === 'queued' || row.state === 'grading';
}

/** `Replaced by attempt 5 before it was graded`. */
export function replacedWords(by: number | null): string {
  return `Replaced by ${by === null ? 'a newer attempt' : `attempt ${by}`} before it was graded`;
}

export function outcomeOf(
  row: Pick<SubmissionRow, 'state' | 'status' | 'score' | 'max'> & { replacedBy?: number | null },
): Outcome {
  if (row.state === 'superseded') {
    const by = row.replacedBy ?? null;
    return { sign: '→', words: by === null ? 'replaced' : `replaced by attempt ${by}`, tone: 'text-ink-2' };
  }
  if (isPending(row)) return { sign: '…', words: row.state === 'queued' ? 'waiting' : 'grading', tone: 'text-ink-2' };
  if (row.status === 'platform-error') return { sign: '!', words: 'our fault, not counted', tone: 'text-warn' };
  if (row.status === 'student-error') return { sign: '✗', words: 'did not run', tone: 'text-fail' };
  const score = row.score ?? 0;
  if (score >= row.max) return { sign: '✓', words: 'passed', tone: 'text-pass' };
  return { sign: '✗', words: `${points(score)} of ${points(row.max)}`, tone: 'text-fail' };
}
