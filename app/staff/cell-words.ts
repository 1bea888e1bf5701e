/** What one cell of the matrix holds, in the words of the status line, the tooltip and the legend. */
import { formatPoints } from '../ui/numbers';
import type { CellState } from '@/lib/features/gradebook/views';

/** As drawn: a student who keeps failing is told apart from one who has just begun. */
export type Mark = 'none' | 'trying' | 'stuck' | 'grading' | 'passed' | 'ours';

export interface Cell {
  state: CellState;
  score: number | null;
  attempts: number;
  /** Milliseconds of the last submission; null before the first. */
  at: number | null;
}

/** From this many attempts without a pass on, a student is shown as stuck. */
export const STUCK_AFTER = 3;

export const EMPTY_CELL: Cell = { state: 'not-started', score: null, attempts: 0, at: null };

export const MARK_WORDS: Record<Mark, string> = {
  none: 'not started',
  trying: 'trying',
  stuck: 'needs you',
  grading: 'being graded',
  passed: 'passed',
  ours: 'our fault',
};

/** In the order of the legend. */
export const MARKS: readonly Mark[] = ['none', 'trying', 'stuck', 'grading', 'passed', 'ours'];

const STATE_MARKS: Record<CellState, Mark> = {
  'not-started': 'none',
  trying: 'trying',
  grading: 'grading',
  passed: 'passed',
  'platform-error': 'ours',
};

export const markOf = (cell: Cell): Mark =>
  cell.state === 'trying' && cell.attempts >= STUCK_AFTER ? 'stuck' : STATE_MARKS[cell.state];

const GROUPED = new Intl.NumberFormat('en');

/** Grouping is slow, and each cell of the matrix has a count: only large numbers ask for it. */
export const count = (n: number, one: string, many = `${one}s`): string =>
  `${n < 1000 ? n : GROUPED.format(n)} ${n === 1 ? one : many}`;

/** `needs you, 3 attempts, 40 of 100 points`. */
export function cellWords(cell: Cell, points: number): string {
  const mark = markOf(cell);
  const parts = [mark === 'stuck' ? 'needs you: no pass yet' : MARK_WORDS[mark]];
  if (cell.attempts > 0) parts.push(count(cell.attempts, 'attempt'));
  // Full marks need no second word.
  if (cell.score !== null && !(mark === 'passed' && cell.score >= points))
    parts.push(`${formatPoints(cell.score)} of ${count(points, 'point')}`);
  return parts.join(', ');
}
