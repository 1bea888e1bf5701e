import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { SubmissionRow } from '@/lib/features/submissions/views';
import { Regraded } from './regraded';

const textOf = (regraded: SubmissionRow['regraded']): string =>
  renderToStaticMarkup(createElement(Regraded, { row: { regraded } })).replaceAll(/<[^>]*>/g, '');

it('says when points changed and what they were, and nothing where they never did', () => {
  const at = new Date('2026-03-05T12:40:00Z');
  expect(textOf({ at, before: { score: 43.917, max: 90 } })).toBe('regraded on 5 Mar 2026, 12:40 UTC, from 43.9 of 90');
  expect(textOf(null)).toBe('');
});
