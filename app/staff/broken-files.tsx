/** Folders that could not be loaded: which file, which line, which rule, in words. The rest of the course goes on. */
import type { CourseHome } from '@/lib/features/courses/views';
import { count } from './cell-words';
import { placeWords } from './rules-list';

export function BrokenFiles({ problems }: { problems: CourseHome['problems'] }) {
  if (problems.length === 0) return null;
  return (
    <section aria-labelledby="broken" className="mb-10">
      <h2 id="broken" className="text-md font-semibold text-fail">
        <span aria-hidden>✗ </span>
        {count(problems.length, 'mistake')} in the sources
      </h2>
      <p className="mt-1 max-w-(--measure) text-sm text-ink-2">
        What these files hold may be missing from students&rsquo; pages. The rest of the course is not affected.
      </p>
      <ul className="mt-3 border-b border-line text-sm">
        {problems.map((problem, i) => (
          <li key={`${i} ${problem.file}`} className="border-t border-line py-2">
            <p className="flex flex-wrap justify-between gap-x-4">
              <code className="text-xs wrap-anywhere">{placeWords(problem.file, problem.line)}</code>
              <span className="text-xs text-ink-3">{problem.rule}</span>
            </p>
            <p className="wrap-anywhere text-ink-2">{problem.message}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
