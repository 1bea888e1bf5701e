/** Exercises as rows between hairlines, each with its state and the way in. */
import { Link } from '@/app/ui/link';
import type { ReactNode } from 'react';
import { ButtonLink } from '@/app/ui/button';
import { Status } from '@/app/ui/status-glyph';
import type { ExerciseRow, ExerciseState } from '@/lib/features/courses/views';

const VERBS: Record<ExerciseState, string> = {
  'not-started': 'Start',
  trying: 'Go on',
  grading: 'Open',
  passed: 'Review',
};

export function ExerciseRows({ course, exercises }: { course: string; exercises: ExerciseRow[] }): ReactNode {
  return (
    <ul className="my-9 max-w-(--figure) text-base">
      {exercises.map(({ slug, number, title, minutes, points, state, score }) => {
        const href = `/courses/${course}/exercises/${slug}`;
        return (
          <li key={slug} className="exercise-row">
            <span className="text-ink-3">{number}</span>
            <span className="exercise-title">
              <Link href={href} className="font-medium hover:underline">
                {title}
              </Link>
              <span className="block text-sm text-ink-3">
                {minutes} minutes · {points} points
              </span>
            </span>
            <span className="exercise-state">
              <Status
                state={state}
                {...(score === null ? {} : { detail: `${String(Math.round(score * 10) / 10)} of ${String(points)}` })}
              />
            </span>
            <ButtonLink href={href} aria-label={`${VERBS[state]}: ${title}`}>
              {VERBS[state]}
            </ButtonLink>
          </li>
        );
      })}
    </ul>
  );
}
