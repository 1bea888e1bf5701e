/** How much a submission and a judge may use. */

export interface Limits {
  /** Length of the source. */
  readonly sourceBytes: number;
  /** Wall time of one script, and of loading. */
  readonly scriptMs: number;
  /** Wall time of all scripts of one group. */
  readonly groupMs: number;
  /** Wall time of all groups of one submission. */
  readonly totalMs: number;
  /** V8's heap of the isolate. */
  readonly heapMiB: number;
  /** Text that all groups of one submission may return; quoted twice on its way, it must still fit a frame. */
  readonly outputBytes: number;
  /** Scripts that end without an answer (out of time or memory), after which the rest of a submission isn't run. */
  readonly losses: number;
  /** The same for a submission that has given no answer at all yet: it very likely never will. */
  readonly fruitlessLosses: number;
}

export const LIMITS: Limits = {
  sourceBytes: 100_000,
  scriptMs: 1000,
  groupMs: 5000,
  totalMs: 10_000,
  heapMiB: 64,
  outputBytes: 12 << 20,
  losses: 5,
  fruitlessLosses: 2,
};

/** Of the judge: author code, known to us, but run apart all the same. */
export const JUDGE_LIMITS = { callMs: 10_000, heapMiB: 256 } as const;

/** Resident memory at which a child is killed: what V8 doesn't count (regular expressions, Intl) counts here. */
export const RSS_KILL_MIB = 600;
/** Between the deadline that a child keeps itself and the one at which it is killed. */
export const GRACE_MS = 1000;
/** From a child's start until it must be ready. */
export const START_MS = 15_000;
/** Largest message between host and child. */
export const FRAME_BYTES = 64 << 20;
