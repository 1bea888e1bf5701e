/** The matrix's filters and place as they stand in the URL: `?q=ada&section=…&state=stuck&at=12.3`. */
import type { MatrixFilters } from '@/lib/features/gradebook/views';

export const FILTER_STATES = ['stuck', 'trying', 'grading', 'passed', 'not-started', 'platform-error'] as const;

export const FILTER_WORDS: Record<(typeof FILTER_STATES)[number], string> = {
  stuck: 'Needs you',
  trying: 'Trying',
  grading: 'Being graded',
  passed: 'Passed',
  'not-started': 'Not started',
  'platform-error': 'Our fault',
};

/** Row and column of the matrix; −1 is the head row and the column of names. */
export interface Place {
  row: number;
  col: number;
}

/** `12.3`: where the grid opens; the first cell when there is no such place. */
export function parsePlace(text: string | null | undefined): Place {
  const [, row, col] = /^(-1|\d{1,7})\.(-1|\d{1,4})$/.exec(text ?? '') ?? [];
  return { row: Number(row ?? 0), col: Number(col ?? 0) };
}

/** The query without its `?`; empty for the whole course. */
export function formatFilters(filters: MatrixFilters, more: Record<string, string> = {}): string {
  const query = new URLSearchParams();
  if (filters.search !== '') query.set('q', filters.search);
  if (filters.section !== null) query.set('section', filters.section);
  if (filters.state !== null) query.set('state', filters.state);
  for (const [key, value] of Object.entries(more)) query.set(key, value);
  return query.toString();
}

export const isFiltered = (filters: MatrixFilters): boolean => formatFilters(filters) !== '';

export const withQuery = (path: string, query: string): string => (query === '' ? path : `${path}?${query}`);
