/** The line before the graders as this process knows it: read at most once in a moment, however many pages watch it. */
import type { Db } from '../../../db/database';
import { listLine } from '../../jobs/line.store';
import type { Deps } from '../deps';
import { gradeJob } from './grade.job';
import { readPace } from './store';

/** How old a look may be; a long line, which takes longer to read, may be looked at less often. */
export const LOOK_MS = 1000;
const LOOK_MS_PER_JOB = 0.2;
/** After this long a look says nothing any more. */
const STALE_MS = 10_000;
/** Throughput is that of the last minute at most. */
const WINDOW_MS = 60_000;
/** With fewer verdicts nobody can say how fast it goes. */
const ENOUGH = 3;

export interface Line {
  /** Jobs that wait. */
  readonly length: number;
  /** How long the student who came first has waited. */
  readonly waitedMs: number;
  /** What the graders can do; null when they haven't shown it yet. */
  readonly perSecond: number | null;
  /** How many go before this one; null when it does not stand in the line. */
  aheadOf(id: string): number | null;
  /** Until it is this one's turn, given how many go before. */
  waitMs(ahead: number): number | null;
}

interface Look {
  line: Promise<Line>;
  at: number;
  goodForMs: number;
  /** The last look that has come to its end. */
  seen: { line: Line; at: number } | null;
}

const looks = new WeakMap<Db, Look>();

export async function readLine(deps: Deps): Promise<Line> {
  const at = performance.now();
  const known = looks.get(deps.db);
  if (known && at - known.at < known.goodForMs) return await known.line;
  const look: Look = { line: lookAt(deps), at, goodForMs: LOOK_MS, seen: known?.seen ?? null };
  looks.set(deps.db, look);
  try {
    const line = await look.line;
    look.seen = { line, at };
    look.goodForMs = Math.max(LOOK_MS, line.length * LOOK_MS_PER_JOB);
    return line;
  } catch (error) {
    looks.delete(deps.db);
    throw error;
  }
}

/**
 * The line as it was at the last look, if that is not long ago; a new look is taken meanwhile. For whoever must not wait,
 * and can do with what was true a moment ago.
 */
export function lastLine(deps: Deps): Line | null {
  const seen = looks.get(deps.db)?.seen ?? null;
  // A failure is met again by whoever waits for a look.
  readLine(deps).catch(() => undefined);
  return seen !== null && performance.now() - seen.at < STALE_MS ? seen.line : null;
}

async function lookAt(deps: Deps): Promise<Line> {
  const [ids, { waitedMs, graded }] = await Promise.all([
    listLine(deps.db, gradeJob.name),
    readPace(deps.db, WINDOW_MS),
  ]);
  const places = new Map(ids.map((id, place) => [id, place]));
  const perSecond = paceOf(graded, Math.min(waitedMs, WINDOW_MS));
  return {
    length: ids.length,
    waitedMs,
    perSecond,
    aheadOf: (id) => places.get(id) ?? null,
    waitMs: (ahead) => (perSecond === null ? null : ((ahead + 1) / perSecond) * 1000),
  };
}

function paceOf(graded: number, ms: number): number | null {
  return graded >= ENOUGH && ms > 0 ? (graded / ms) * 1000 : null;
}
