/** The lessons before and after this one, and what stands beside all of them. */
import { Link } from '@/app/ui/link';
import type { ReactNode } from 'react';
import type { LessonView } from '@/lib/features/lessons/views';

export function LessonEnds({ view: { course, previous, next } }: { view: LessonView }): ReactNode {
  const to = (lesson: { slug: string; number: string; title: string }, words: string): ReactNode => (
    <Link className="group block" href={`/courses/${course.slug}/lessons/${lesson.slug}`}>
      <span className="label block">{words}</span>
      <span className="link">
        {lesson.number} {lesson.title}
      </span>
    </Link>
  );
  return (
    <footer className="mt-14 max-w-(--figure)">
      <nav aria-label="Lessons" className="flex justify-between gap-8 text-base">
        {previous ? to(previous, 'Before this') : <span />}
        <span className="text-right">
          {next ? (
            to(next, 'Next')
          ) : (
            <Link className="link" href={`/courses/${course.slug}`}>
              Back to the course
            </Link>
          )}
        </span>
      </nav>
      <p className="mt-10 border-t border-line pt-4 text-sm text-ink-3">
        To try things out:{' '}
        <Link className="link" href="/playground">
          the playground
        </Link>{' '}
        and{' '}
        <Link className="link" href="/docs/engine">
          the engine’s reference
        </Link>
        , whose examples run in the page.
      </p>
    </footer>
  );
}
