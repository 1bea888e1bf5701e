/** The shapes in the picture must be shapes that multiply. */
import { expect, it } from 'vitest';
import { BATCH, columnForm, rowForm } from './state';

it.each([
  { name: 'column', line: columnForm },
  { name: 'row', line: rowForm },
])('the $name form fits where matrices touch', ({ line: [left, right, bias, sum] }) => {
  expect(left.columns).toBe(right.rows);
  expect([sum.rows, sum.columns]).toEqual([left.rows, right.columns]);
  expect(bias.columns).toBe(sum.columns);
  expect([1, sum.rows]).toContain(bias.rows);
});

it('is not square anywhere that a transpose could hide', () => {
  for (const { rows, columns } of [...columnForm, ...rowForm]) expect(rows).not.toBe(columns);
  expect(rowForm[0].rows).toBe(BATCH);
});
