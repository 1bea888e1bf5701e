import { describe, expect, it } from 'vitest';
import type { SubmissionId, UserId } from '@/lib/base/ids';
import type { MatrixRow } from '@/lib/features/gradebook/views';
import { cellAt, packRows, PAGE_ROWS, SentRowsSchema, type SentRow } from './matrix-rows';
import { firstPages, keepPages, missingPages, pageOf, rowAt, withPage } from './row-pages';

const TOTAL = 10_000;
const row = (n: number): SentRow => ({ id: `${n}`, name: `n${n}`, email: '', section: null, score: 0, cells: [] });
const page = (p: number) => ({
  total: TOTAL,
  rows: Array.from({ length: PAGE_ROWS }, (_, i) => row(p * PAGE_ROWS + i)),
});

describe('row pages', () => {
  it('find each row on its page', () => {
    const held = withPage(firstPages(0, page(0)), 3 * PAGE_ROWS, page(3));
    expect(rowAt(held, 7)?.name).toBe('n7');
    expect(rowAt(held, 3 * PAGE_ROWS + 1)?.name).toBe(`n${3 * PAGE_ROWS + 1}`);
    expect(rowAt(held, PAGE_ROWS)).toBeUndefined();
  });

  it('name what is missing, and nothing past the end', () => {
    const held = firstPages(0, page(0));
    expect(missingPages(held, 0, 2)).toEqual([1, 2]);
    const last = pageOf(TOTAL - 1);
    expect(missingPages(held, last, last + 5)).toEqual([last]);
  });

  it('forget the farthest page rather than growing for ever', () => {
    let held = firstPages(0, page(0));
    for (let p = 1; p < 100; p++) held = withPage(held, p * PAGE_ROWS, page(p));
    expect(held.pages.size).toBeLessThan(60);
    expect(held.pages.has(0)).toBe(false);
    expect(held.pages.has(99)).toBe(true);
  });

  it('keep only what is in view when the rest is out of date', () => {
    const held = withPage(firstPages(0, page(0)), PAGE_ROWS, page(1));
    expect([...keepPages(held, 1, 2).pages.keys()]).toEqual([1]);
  });
});

describe('packRows', () => {
  it('carries every cell over the wire and back', () => {
    const lastAt = new Date('2026-11-21T10:00:00Z');
    const cells: MatrixRow['cells'] = [
      { state: 'not-started', score: null, attempts: 0, lastSubmissionId: null, lastAt: null },
      { state: 'passed', score: 100, attempts: 2, lastSubmissionId: 'x' as SubmissionId, lastAt },
      { state: 'grading', score: null, attempts: 0, lastSubmissionId: 'y' as SubmissionId, lastAt },
    ];
    const student = { id: 'u' as UserId, name: 'Ada Abel', email: 'ada@example.org', section: 'A' };
    const sent: unknown = JSON.parse(JSON.stringify({ total: 1, rows: packRows([{ student, cells, score: 100 }]) }));
    const [back] = SentRowsSchema.parse(sent).rows;
    expect(back).toMatchObject({ name: 'Ada Abel', score: 100 });
    expect([0, 1, 2, 3].map((col) => back && cellAt(back, col))).toEqual([
      { state: 'not-started', score: null, attempts: 0, at: null },
      { state: 'passed', score: 100, attempts: 2, at: lastAt.getTime() },
      { state: 'grading', score: null, attempts: 0, at: lastAt.getTime() },
      { state: 'not-started', score: null, attempts: 0, at: null },
    ]);
  });

  it.each([
    ['nothing', null],
    ['a word', 'passed'],
    ['an unknown state', [['brilliant', 1, 2, 3]]],
    ['a short cell', [['passed', 1]]],
  ])('refuses %s in place of cells', (_, cells) => {
    const sent = { total: 1, rows: [{ id: 'u', name: 'Ada', email: '', section: null, score: 0, cells }] };
    expect(SentRowsSchema.safeParse(sent).success).toBe(false);
  });
});
