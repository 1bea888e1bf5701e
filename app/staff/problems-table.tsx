/** The course's exercises with what proves them, for whoever answers for their being right. */
import { Link } from '@/app/ui/link';
import type { ProblemRow } from '@/lib/features/exercises/views';
import { When } from './when.client';

function stateOf({ proof }: ProblemRow): { sign: string; word: string; tone: string } {
  if (proof === null) return { sign: '…', word: 'being proven', tone: 'text-ink-2' };
  return proof.ok
    ? { sign: '✓', word: 'proven', tone: 'text-pass' }
    : { sign: '✗', word: 'not proven', tone: 'text-fail' };
}

export function ProblemsTable({ base, problems }: { base: string; problems: readonly ProblemRow[] }) {
  return (
    <table className="w-full border-b border-line text-sm">
      <caption className="sr-only">Exercises and their proofs</caption>
      <thead>
        <tr className="text-left text-xs text-ink-3 *:py-2 *:font-medium">
          <th scope="col">Exercise</th>
          <th scope="col" className="px-3 text-right max-sm:hidden">
            Points
          </th>
          <th scope="col" className="px-3 text-right max-sm:hidden">
            Checks
          </th>
          <th scope="col" className="px-3 text-right max-sm:hidden">
            Wrong
          </th>
          <th scope="col" className="px-3 text-right max-sm:hidden">
            Also correct
          </th>
          <th scope="col" className="pl-3">
            Proof
          </th>
        </tr>
      </thead>
      <tbody>
        {problems.map((problem) => {
          const { sign, word, tone } = stateOf(problem);
          return (
            <tr key={problem.slug} className="border-t border-line *:py-2 hover:bg-surface">
              <th scope="row" className="text-left font-medium">
                <Link href={`${base}/problems/${problem.slug}`} className="link">
                  {problem.number} {problem.title}
                </Link>
                <span className="block text-xs font-normal text-ink-3 sm:hidden">
                  {problem.points} points, {problem.checks} checks, {problem.wrong} wrong, {problem.also} also correct
                </span>
              </th>
              <td className="px-3 text-right max-sm:hidden">{problem.points}</td>
              <td className="px-3 text-right max-sm:hidden">{problem.checks}</td>
              <td className="px-3 text-right max-sm:hidden">{problem.wrong}</td>
              <td className="px-3 text-right max-sm:hidden">{problem.also}</td>
              <td className="pl-3">
                <span className={`whitespace-nowrap ${tone}`}>
                  <span aria-hidden>{sign} </span>
                  {word}
                </span>
                {problem.proof !== null && (
                  <span className="block text-xs text-ink-3">
                    <When at={problem.proof.provedAt} />
                  </span>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
