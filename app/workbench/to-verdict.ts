/** A stored result as a verdict to show. */
import type { Result } from '@/lib/exercise/result';
import type { Verdict } from './verdict-groups';

export function toVerdict(result: Result): Verdict {
  const { status, summary, score, max, checks, fault, logs, notes } = result;
  return {
    kind: 'submission',
    status,
    summary,
    score,
    max,
    checks,
    ...(fault ? { fault } : {}),
    ...(logs ? { logs } : {}),
    ...(notes ? { notes } : {}),
  };
}
