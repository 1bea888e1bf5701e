'use client';
/** The matrix's head row: the exercises' numbers, which stay in view. */
import { memo } from 'react';
import { count } from './cell-words';
import type { Place } from './matrix-filters';
import { cellId, HEAD_HEIGHT, type Column } from './matrix-row.client';

interface MatrixHeadProps {
  columns: readonly Column[];
  from: number;
  to: number;
  total: number;
  at: Place;
}

export const MatrixHead = memo(function MatrixHead({ columns, from, to, total, at }: MatrixHeadProps) {
  const drawn = columns.slice(from, to).map((_, i) => from + i);
  if (at.col >= 0 && (at.col < from || at.col >= to)) drawn.push(at.col);
  return (
    <div role="row" aria-rowindex={1} className="mx-heads" style={{ height: HEAD_HEIGHT }}>
      <span
        role="columnheader"
        id={cellId(-1, -1)}
        aria-colindex={1}
        aria-selected={at.row < 0 && at.col < 0}
        className="mx-name text-xs font-medium text-ink-3"
      >
        {count(total, 'student')}
      </span>
      {drawn.map((col) => {
        const column = columns[col];
        if (column === undefined) return null;
        return (
          <span
            key={col}
            id={cellId(-1, col)}
            role="columnheader"
            aria-colindex={col + 2}
            aria-selected={at.row < 0 && col === at.col}
            className="mx-number"
            data-m={column.opens || undefined}
            data-on={col === at.col || undefined}
            style={{ left: `calc(var(--mx-head) + ${col} * var(--mx-col))` }}
          >
            {column.number}
            <span className="sr-only"> {column.title}</span>
          </span>
        );
      })}
    </div>
  );
});
