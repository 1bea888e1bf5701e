/**
 * Who is graded next. Start-time fair queueing: every submission has a turn, small turns go first, and a student's
 * submissions, to whatever exercise of whatever course, have turns of their own, one after the other. So nobody is served
 * twice while another's first waits, and however many submissions come, each waits for at most one of every other student
 * per turn between the front and its own.
 *
 * @see Goyal, Vin, Cheng, Start-time Fair Queueing (1996)
 */

/** Turns that what is not handed in by a student lets pass first. Not for ever: the front moves on. */
const BEHIND = {
  /** A student waits for it. */
  interactive: 0,
  /** Sent again by an operator or by the platform. */
  retried: 1000,
  /** Left by a grader that can't do it: behind all others, so that nobody gains by it. */
  handedBack: 2000,
  /** Has a verdict already: whoever has none goes first. */
  regraded: 1_000_000,
} as const;
export type Lane = keyof typeof BEHIND;

export interface Turns {
  /** The smallest turn that waits; while nothing waits, the largest there ever was. */
  front: number;
  /** The student's own last turn, waiting or served; null for whoever never had one. */
  own: number | null;
}

/** The turn of a student's next submission. */
export function nextTurn({ front, own }: Turns): number {
  return own === null ? front : Math.max(front, own + 1);
}

/** The queue takes the largest number first, and of equals what came first. */
export function priorityOf(lane: Lane, turn: number): number {
  return -(turn + BEHIND[lane]);
}
