/** Says that grading again changed an attempt's points, when, and what it had until then; nothing where that never happened. */
import type { ReactNode } from 'react';
import type { SubmissionRow } from '@/lib/features/submissions/views';
import { When } from '../staff/when.client';
import { points } from './verdict-groups';

/** `regraded on 22 Nov 2026, 12:40, from 80 of 100` */
export function Regraded({ row, className }: { row: Pick<SubmissionRow, 'regraded'>; className?: string }): ReactNode {
  if (row.regraded === null) return null;
  const { at, before } = row.regraded;
  return (
    <span className={className}>
      regraded on <When at={at} />,{' '}
      <span className="whitespace-nowrap">
        from {points(before.score)} of {points(before.max)}
      </span>
    </span>
  );
}
