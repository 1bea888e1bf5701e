/** When so much waits that taking in more would only make everybody wait: how much that is, and when to ask again. */
import type { QueueBounds } from '../deps';
import type { Line } from './waiting-line';

export const DEFAULT_BOUNDS: QueueBounds = { waiting: 10_000, seconds: 900 };
const RETRY_MS = { least: 2000, unknown: 5000, most: 30_000 } as const;

/** Null while there is room; else how long until there may be. */
export function busyFor(
  line: Pick<Line, 'length' | 'waitedMs' | 'perSecond'>,
  bounds: QueueBounds = DEFAULT_BOUNDS,
): number | null {
  const { length, waitedMs, perSecond } = line;
  const tooMany = length - bounds.waiting + 1;
  if (tooMany <= 0 && waitedMs <= bounds.seconds * 1000) return null;
  const ms = perSecond === null ? RETRY_MS.unknown : (Math.max(1, tooMany) / perSecond) * 1000;
  return Math.round(Math.min(RETRY_MS.most, Math.max(RETRY_MS.least, ms)));
}
