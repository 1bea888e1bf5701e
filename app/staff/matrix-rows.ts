/** Rows of the matrix on their way to the browser: small, since a page holds thousands of cells. */
import { z } from 'zod/mini';
import type { CellState, MatrixRow } from '@/lib/features/gradebook/views';
import { EMPTY_CELL, type Cell } from './cell-words';

const STATES = ['not-started', 'trying', 'grading', 'passed', 'platform-error'] as const satisfies readonly CellState[];

/** State, attempts, score, time of the last submission; 0 stands for a cell that nobody has touched. */
type SentCell = 0 | [state: CellState, attempts: number, score: number | null, at: number | null];

const isNumberOrNull = (value: unknown): boolean => value === null || typeof value === 'number';

function isSentCell(value: unknown): value is SentCell {
  if (value === 0) return true;
  if (!Array.isArray(value) || value.length !== 4) return false;
  const [state, attempts, score, at]: unknown[] = value;
  return (
    STATES.some((one) => one === state) && typeof attempts === 'number' && isNumberOrNull(score) && isNumberOrNull(at)
  );
}

/** Checked by hand: three thousand cells a page, while the reader scrolls, are too many for a schema. */
const SentCellsSchema = z.custom<SentCell[]>((value) => Array.isArray(value) && value.every(isSentCell));

const SentRowSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  section: z.nullable(z.string()),
  score: z.number(),
  cells: SentCellsSchema,
});
export type SentRow = z.infer<typeof SentRowSchema>;

export const SentRowsSchema = z.object({ total: z.number(), rows: z.array(SentRowSchema) });
export type SentRows = z.infer<typeof SentRowsSchema>;

/** Rows per request. */
export const PAGE_ROWS = 50;

export function packRows(rows: readonly MatrixRow[]): SentRow[] {
  return rows.map(({ student, cells, score }) => ({
    id: student.id,
    name: student.name,
    email: student.email,
    section: student.section,
    score,
    cells: cells.map((cell) =>
      cell.attempts === 0 && cell.state === 'not-started'
        ? 0
        : [cell.state, cell.attempts, cell.score, cell.lastAt?.getTime() ?? null],
    ),
  }));
}

export function cellAt(row: SentRow, col: number): Cell {
  const sent = row.cells[col];
  if (sent === undefined || sent === 0) return EMPTY_CELL;
  const [state, attempts, score, at] = sent;
  return { state, attempts, score, at };
}
