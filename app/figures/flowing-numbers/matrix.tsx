/** A matrix of numbers between brackets, with the row or column that is spoken of marked. */
import type { ReactNode } from 'react';
import { fixed } from '../parts/numbers';

interface MatrixProps {
  rows: readonly (readonly number[])[];
  digits: number;
  mark: { row: number | null; column?: number };
}

export function Matrix({ rows, digits, mark }: MatrixProps): ReactNode {
  return (
    <span className="matrix" style={{ gridTemplateColumns: `repeat(${String(rows[0]?.length ?? 1)}, auto)` }}>
      {rows.flatMap((row, i) =>
        row.map((value, j) => (
          <span key={`${String(i)},${String(j)}`} data-marked={i === mark.row || j === mark.column || undefined}>
            {fixed(value, digits)}
          </span>
        )),
      )}
    </span>
  );
}
