/** The losses so far: as many records as a curve can show, however long the run. */

export interface Measure {
  step: number;
  trainLoss: number;
  testLoss: number;
  /** Shares of points on the right side; null for regression. */
  trainAccuracy: number | null;
  testAccuracy: number | null;
}

const ROOM = 2048;

export interface History {
  readonly list: readonly Measure[];
  /** How many measures one record stands for. */
  readonly stride: number;
  /** Measures that came since the last record. */
  readonly skipped: number;
}

export const EMPTY_HISTORY: History = { list: [], stride: 1, skipped: 0 };

/** With one more measure. The newest is always the last; when the room is full, every other one goes. */
export function remember(history: History, measure: Measure): History {
  const { list, stride, skipped } = history;
  const last = list.at(-1);
  if (last?.step === measure.step) return { ...history, list: [...list.slice(0, -1), measure] };
  if (skipped > 0) {
    // The record before last is kept, the last one was only the newest.
    const next = [...list.slice(0, -1), measure];
    return { list: next, stride, skipped: (skipped + 1) % stride };
  }
  const next = [...list, measure];
  if (next.length <= ROOM) return { list: next, stride, skipped: 1 % stride };
  return { list: next.filter((_, i) => i % 2 === 0 || i === next.length - 1), stride: stride * 2, skipped: 1 };
}
