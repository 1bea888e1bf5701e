/** The instructor's list: what is broken, then every exercise with its proof. */
import type { CourseCard, CourseHome } from '@/lib/features/courses/views';
import type { ProblemRow } from '@/lib/features/exercises/views';
import { EmptyState } from '../ui/empty-state';
import { BrokenFiles } from './broken-files';
import { ProblemsTable } from './problems-table';
import { RefreshEvery } from './refresh.client';

interface ProblemsScreenProps {
  course: CourseCard;
  problems: readonly ProblemRow[];
  broken: CourseHome['problems'];
}

export function ProblemsScreen({ course, problems, broken }: ProblemsScreenProps) {
  const unproven = problems.some((problem) => problem.proof === null);
  return (
    <main id="main" tabIndex={-1} className="mx-auto w-full max-w-(--breakpoint-md) px-4 py-8 md:px-6">
      <h1 className="mb-6 text-lg font-semibold">Problems</h1>
      <BrokenFiles problems={broken} />
      {problems.length === 0 ? (
        <EmptyState title="No exercises yet">
          Make one with <code>npm run ex -- new my-exercise</code>; it appears here with its proof.
        </EmptyState>
      ) : (
        <ProblemsTable base={`/courses/${course.slug}`} problems={problems} />
      )}
      {unproven && <RefreshEvery seconds={5} />}
    </main>
  );
}
