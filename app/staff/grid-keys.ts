/** Where a key leads in a grid with a head row (−1) and a head column (−1). */
import type { Place } from './matrix-filters';

interface Grid {
  rows: number;
  cols: number;
  /** Rows that Page Up and Page Down move by. */
  page: number;
}

const clamp = (n: number, least: number, most: number): number => Math.max(least, Math.min(most, n));

/** The place that `key` leads to from `at`, or null when the grid has no use for the key. */
export function placeAfter(key: string, ctrl: boolean, at: Place, grid: Grid): Place | null {
  const move = (row: number, col: number): Place => ({
    row: clamp(row, -1, grid.rows - 1),
    col: clamp(col, -1, grid.cols - 1),
  });
  switch (key) {
    case 'ArrowUp':
      return move(at.row - 1, at.col);
    case 'ArrowDown':
      return move(at.row + 1, at.col);
    case 'ArrowLeft':
      return move(at.row, at.col - 1);
    case 'ArrowRight':
      return move(at.row, at.col + 1);
    // A page never ends on the head row: that is one more key press away, as at the top of a list.
    case 'PageUp':
      return move(at.row < 0 ? -1 : Math.max(0, at.row - grid.page), at.col);
    case 'PageDown':
      return move(at.row + grid.page, at.col);
    case 'Home':
      return ctrl ? move(0, 0) : move(at.row, 0);
    case 'End':
      return ctrl ? move(grid.rows - 1, grid.cols - 1) : move(at.row, grid.cols - 1);
    default:
      return null;
  }
}
