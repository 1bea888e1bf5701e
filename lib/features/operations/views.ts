/** What an operator sees of the platform: numbers and ids, nobody's code and nobody's name. */
import type { SubmissionId } from '../../base/ids';

/** `interactive`: a student waits for it. `behind`: sent again, or left by a worker that could not do it. */
export type Lane = 'interactive' | 'behind';

export interface LaneView {
  lane: Lane;
  waiting: number;
  /** Since the oldest of them was handed in; null when nothing waits. */
  oldestSeconds: number | null;
}

export interface WaitingView {
  id: SubmissionId;
  course: string;
  exercise: string;
  lane: Lane;
  waitedSeconds: number;
  /** How often grading was begun already. */
  starts: number;
}

/** Of one minute, or of several together. Waiting times are those of students: what was sent again does not count. */
export interface PaceView {
  verdicts: number;
  failures: number;
  /** From click to verdict; null without one. */
  p50Ms: number | null;
  p95Ms: number | null;
}

export interface WorkerView {
  id: string;
  kind: 'worker' | 'web';
  host: string;
  pid: number;
  grader: { version: number; build: string; runtime: string };
  walls: { mode: 'full' | 'weak'; missing: string[] };
  queues: string[];
  concurrency: number;
  inHand: number;
  startedAt: string;
  seenSecondsAgo: number;
  /** `silent`: no sign of life for some seconds; soon others take over what it has. */
  state: 'working' | 'silent' | 'draining' | 'stopped' | 'lost';
}

export interface FailureView {
  id: SubmissionId;
  course: string;
  exercise: string;
  at: string;
  /** Null in rows from before reasons were written down. */
  reason: string | null;
  starts: number;
}

/** A job that failed and will be tried again by itself. */
export interface TroubledView {
  id: string;
  tries: number;
  of: number;
  inSeconds: number;
  reason: string;
}

export interface OperationView {
  at: string;
  lanes: LaneView[];
  grading: number;
  /** Graded again by another version, behind all others: waiting and in hand. Few of them are sent at a time. */
  regrading: number;
  /** The oldest of those that wait. */
  waiting: WaitingView[];
  /** The last hour, a minute each, oldest first. */
  minutes: (PaceView & { at: string })[];
  lastMinutes: PaceView;
  lastHour: PaceView;
  workers: WorkerView[];
  failures: FailureView[];
  /** How many there are in all. */
  failed: number;
  troubled: TroubledView[];
}

/** What became of each submission that an operator asked about. */
export interface OperateResult {
  done: number;
  /** Not as it was when the page was read: graded, in a worker's hands, or gone. */
  skipped: number;
}
