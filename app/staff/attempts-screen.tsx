/** One student at one exercise: every attempt, how the score went, the way to each verdict. */
import type { SubmissionRow } from '@/lib/features/submissions/views';
import { EmptyState } from '../ui/empty-state';
import { AttemptsTable, attemptsWords } from './attempts-table';
import { ScoreTrend } from './score-trend';

interface AttemptsScreenProps {
  /** `/courses/neural-networks` */
  base: string;
  student: { name: string; email: string; section: string | null };
  exercise: { number: string; title: string };
  submissions: readonly SubmissionRow[];
}

export function AttemptsScreen({ base, student, exercise, submissions }: AttemptsScreenProps) {
  return (
    <main id="main" tabIndex={-1} className="mx-auto w-full max-w-(--figure) px-4 py-8 md:px-6">
      <h1 className="text-lg font-semibold">
        {student.name}: {exercise.number} {exercise.title}
      </h1>
      <p className="mt-1 text-sm text-ink-3">
        {student.email}
        {student.section !== null && `, section ${student.section}`}
      </p>
      {submissions.length === 0 ? (
        <div className="mt-6">
          <EmptyState title="Nothing submitted yet">
            As soon as {student.name} submits this exercise, the attempt stands here with its verdict.
          </EmptyState>
        </div>
      ) : (
        <>
          <p className="mt-4 text-base text-ink-2">{attemptsWords(submissions)}</p>
          <ScoreTrend submissions={submissions} />
          <AttemptsTable base={base} submissions={submissions} />
        </>
      )}
    </main>
  );
}
