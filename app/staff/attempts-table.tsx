/** A student's submissions to an exercise, newest first, each leading to its code and verdict. */
import { Link } from '@/app/ui/link';
import type { SubmissionRow } from '@/lib/features/submissions/views';
import { formatPoints } from '../ui/numbers';
import { outcomeOf } from '../workbench/outcome';
import { Regraded } from '../workbench/regraded';
import { count } from './cell-words';
import { When } from './when.client';

/** `3 attempts, best 85 of 100`. */
export function attemptsWords(submissions: readonly SubmissionRow[]): string {
  const graded = submissions.filter((submission) => submission.score !== null);
  const best = graded.reduce((most, submission) => Math.max(most, submission.score ?? 0), 0);
  const max = submissions[0]?.max ?? 0;
  const replaced = submissions.filter((submission) => submission.state === 'superseded').length;
  const attempts = count(submissions.length - replaced, 'attempt');
  return graded.length === 0
    ? `${attempts}, no verdict yet`
    : `${attempts}, best ${formatPoints(best)} of ${formatPoints(max)}`;
}

export function AttemptsTable({ base, submissions }: { base: string; submissions: readonly SubmissionRow[] }) {
  return (
    <table className="mt-6 w-full border-b border-line text-sm">
      <caption className="sr-only">Attempts, newest first</caption>
      <thead>
        <tr className="text-left text-xs text-ink-3">
          <th scope="col" className="py-2 pr-4 font-medium">
            Attempt
          </th>
          <th scope="col" className="py-2 pr-4 font-medium max-sm:hidden">
            When
          </th>
          <th scope="col" className="py-2 pr-4 font-medium">
            Verdict
          </th>
          <th scope="col" className="py-2 text-right font-medium">
            Score
          </th>
        </tr>
      </thead>
      <tbody>
        {submissions.map((submission) => {
          const { sign, words, tone } = outcomeOf(submission);
          return (
            <tr key={submission.id} className="border-t border-line hover:bg-surface">
              <th scope="row" className="py-2 pr-4 text-left font-medium">
                <Link href={`${base}/submissions/${submission.id}`} className="link whitespace-nowrap">
                  Attempt {submission.attempt}
                </Link>
                <span className="block text-xs font-normal text-ink-3 sm:hidden">
                  <When at={submission.submittedAt} />
                </span>
              </th>
              <td className="py-2 pr-4 text-ink-2 max-sm:hidden">
                <When at={submission.submittedAt} />
              </td>
              <td className={`py-2 pr-4 whitespace-nowrap ${tone}`}>
                <span aria-hidden>{sign} </span>
                {words}
                <Regraded
                  row={submission}
                  className="block text-xs whitespace-normal text-ink-3 first-letter:uppercase max-sm:[&_time]:whitespace-normal"
                />
              </td>
              <td className="py-2 text-right whitespace-nowrap">
                {submission.score === null
                  ? ''
                  : `${formatPoints(submission.score)} of ${formatPoints(submission.max)}`}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
