/** What is shown of submissions. */
import type { SubmissionId, UserId } from '../../base/ids';
import type { Result } from '../../exercise/result';

export type SubmissionState = 'queued' | 'grading' | 'done';

export interface SubmissionRow {
  id: SubmissionId;
  /** 1 for the student's first submission to this exercise. */
  attempt: number;
  submittedAt: Date;
  state: SubmissionState;
  status: Result['status'] | null;
  score: number | null;
  max: number;
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
  | { kind: 'too-many'; retryAfterMs: number };

/** One event of the stream that a waiting page reads. */
export type SubmissionEvent =
  | { kind: 'state'; state: SubmissionState; ahead: number }
  | { kind: 'done'; submission: SubmissionRow; result: Result };
