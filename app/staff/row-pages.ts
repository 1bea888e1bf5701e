/** The pages of rows that a browser holds of a matrix: which are missing, and which to forget. */
import { PAGE_ROWS, type SentRow, type SentRows } from './matrix-rows';

export interface RowPages {
  readonly total: number;
  readonly pages: ReadonlyMap<number, readonly SentRow[]>;
}

/** About two thousand rows: a long way to scroll back without a request, a few megabytes at most. */
const KEPT_PAGES = 40;

export const pageOf = (row: number): number => Math.floor(row / PAGE_ROWS);

/** `offset` must be the first row of a page. */
export function withPage(held: RowPages, offset: number, sent: SentRows): RowPages {
  const page = pageOf(offset);
  const pages = new Map(held.pages).set(page, sent.rows);
  if (pages.size > KEPT_PAGES) {
    const farthest = [...pages.keys()].reduce((a, b) => (Math.abs(b - page) > Math.abs(a - page) ? b : a));
    pages.delete(farthest);
  }
  return { total: sent.total, pages };
}

export const firstPages = (offset: number, sent: SentRows): RowPages =>
  withPage({ total: sent.total, pages: new Map() }, offset, sent);

export function rowAt(held: RowPages, row: number): SentRow | undefined {
  return held.pages.get(pageOf(row))?.[row % PAGE_ROWS];
}

/** Pages `from … to` (both included) that are not held. */
export function missingPages(held: RowPages, from: number, to: number): number[] {
  const last = Math.min(to, pageOf(held.total - 1));
  const missing: number[] = [];
  for (let page = from; page <= last; page++) if (!held.pages.has(page)) missing.push(page);
  return missing;
}

/** Forgets all pages but `from … to`: they are out of date. */
export function keepPages(held: RowPages, from: number, to: number): RowPages {
  return { total: held.total, pages: new Map([...held.pages].filter(([page]) => page >= from && page <= to)) };
}
