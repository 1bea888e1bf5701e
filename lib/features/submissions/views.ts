/** What is shown of submissions. */
import type { SubmissionId, UserId } from '../../base/ids';
import type { Result } from '../../exercise/result';

/** `superseded`: replaced by a newer one while it waited; it keeps its number, has no verdict, counts as no attempt and is never graded. */
export type SubmissionState = 'queued' | 'grading' | 'done' | 'superseded';

export interface SubmissionRow {
  id: SubmissionId;
  /**
   * Counts up from 1 with the student's submissions to this exercise. What a fault of ours ended gives its number back:
   * all others have numbers of their own.
   */
  attempt: number;
  submittedAt: Date;
  state: SubmissionState;
  /** The attempt that took its place; null unless it is superseded. */
  replacedBy: number | null;
  status: Result['status'] | null;
  score: number | null;
  max: number;
  /** The last time that grading again changed its points, and what it had until then; null when that never happened. */
  regraded: { at: Date; before: { score: number; max: number } } | null;
}

export interface SubmissionView extends SubmissionRow {
  student: { id: UserId; name: string };
  exercise: { slug: string; number: string; title: string; tasks: { id: string; title: string; checks: string[] }[] };
  code: string;
  /** Without hidden details unless the actor may see them. */
  result: Result | null;
  /** True when `result` holds the hidden checks' details. */
  staff: boolean;
}

export type SubmitResult =
  | { kind: 'queued'; id: SubmissionId; attempt: number }
  /** The same request had been received before (its idempotency key is known). */
  | { kind: 'repeated'; id: SubmissionId; attempt: number }
  | { kind: 'too-large'; bytes: number; limitBytes: number }
  /** More than the course lets a student submit to one exercise. */
  | { kind: 'too-many'; retryAfterMs: number; limit: number; seconds: number }
  /** More waits than the graders can take: nothing was stored, and the same request may be sent again. */
  | { kind: 'busy'; retryAfterMs: number };

/** One event of the stream that a waiting page reads. */
export type SubmissionEvent =
  | {
      kind: 'state';
      state: 'queued' | 'grading';
      /** How many will be graded before it; null when that is not known. */
      ahead: number | null;
      /** Until its turn, at the speed of the last moments; null when that is not known. */
      waitMs: number | null;
    }
  | { kind: 'superseded'; submission: SubmissionRow }
  | { kind: 'done'; submission: SubmissionRow; result: Result };
