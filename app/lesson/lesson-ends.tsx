/** The lessons before and after this one. */
import Link from 'next/link';
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
    <nav aria-label="Lessons" className="mt-14 flex max-w-(--figure) justify-between gap-8 text-base">
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
  );
}
