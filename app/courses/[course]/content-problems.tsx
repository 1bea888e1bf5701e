/** What could not be loaded of the course's files, with the line to go to. Staff only. */
import type { CourseHome } from '@/lib/features/courses/views';
import { Notice } from '../../ui/notice';

export function ContentProblems({ problems }: { problems: CourseHome['problems'] }) {
  const count = problems.length;
  return (
    <section aria-label="Problems in the course’s files" className="mt-10">
      <Notice
        tone="warn"
        title={count === 1 ? 'One problem in the course’s files' : `${count} problems in the course’s files`}
      >
        <p>Students don’t see what is listed here. Everything else of the course is in place.</p>
        <ul className="mt-2">
          {problems.map((problem) => (
            <li key={`${problem.file}:${problem.line}:${problem.rule}:${problem.message}`} className="py-1">
              <code className="text-sm break-all">
                {problem.file}
                {problem.line === null ? '' : `:${problem.line}`}
              </code>
              <span className="block text-sm">{problem.message}</span>
            </li>
          ))}
        </ul>
      </Notice>
    </section>
  );
}
