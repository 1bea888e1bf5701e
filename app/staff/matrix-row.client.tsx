'use client';
/** One student's row of the matrix. Memoised: while scrolling its props change only when columns enter or leave. */
import { memo } from 'react';
import { cellWords, markOf } from './cell-words';
import { formatPoints } from '../ui/numbers';
import { cellAt, type SentRow } from './matrix-rows';

/** What the grid needs to know of a column. */
export interface Column {
  slug: string;
  number: string;
  title: string;
  points: number;
  /** First exercise of its module: a rule stands before it. */
  opens: boolean;
}

export const ROW_HEIGHT = 32;
export const HEAD_HEIGHT = 40;

export const cellId = (row: number, col: number): string => `mx.${row}.${col}`;

interface MatrixRowProps {
  index: number;
  row: SentRow | undefined;
  columns: readonly Column[];
  /** Columns drawn: from (included) to (excluded). */
  from: number;
  to: number;
  /** The active column when the active cell is in this row; −1 is the name. */
  active: number | null;
}

export const MatrixRow = memo(function MatrixRow({ index, row, columns, from, to, active }: MatrixRowProps) {
  const place = { top: HEAD_HEIGHT + index * ROW_HEIGHT };
  if (row === undefined) {
    return (
      <div role="row" aria-rowindex={index + 2} aria-busy className="mx-row" style={place}>
        <span role="rowheader" id={cellId(index, -1)} aria-colindex={1} className="mx-name text-ink-3">
          <span className="mx-wait" aria-hidden />
          <span className="sr-only">Loading</span>
        </span>
        {active !== null && active >= 0 && (
          <span
            id={cellId(index, active)}
            role="gridcell"
            aria-colindex={active + 2}
            aria-selected
            aria-label="loading"
            className="mx"
            style={{ left: `calc(var(--mx-head) + ${active} * var(--mx-col))` }}
          />
        )}
      </div>
    );
  }
  const drawn = columns.slice(from, to).map((_, i) => from + i);
  // The active cell is always there, or a screen reader would point at nothing.
  if (active !== null && active >= 0 && (active < from || active >= to)) drawn.push(active);
  return (
    <div role="row" aria-rowindex={index + 2} data-on={active !== null || undefined} className="mx-row" style={place}>
      <span role="rowheader" id={cellId(index, -1)} aria-colindex={1} aria-selected={active === -1} className="mx-name">
        <span className="truncate">{row.name}</span>
        <span className="mx-score">
          <span className="sr-only">, score </span>
          {formatPoints(row.score)}
        </span>
      </span>
      {drawn.map((col) => {
        const column = columns[col];
        if (column === undefined) return null;
        const cell = cellAt(row, col);
        return (
          <span
            key={col}
            id={cellId(index, col)}
            role="gridcell"
            aria-colindex={col + 2}
            aria-selected={col === active}
            aria-label={cellWords(cell, column.points)}
            className="mx"
            data-s={markOf(cell)}
            data-m={column.opens || undefined}
            style={{ left: `calc(var(--mx-head) + ${col} * var(--mx-col))` }}
          />
        );
      })}
    </div>
  );
});
