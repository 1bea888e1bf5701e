/** What a lesson is called, how long it takes, and what one can do afterwards. */
import type { ReactNode } from 'react';
import type { LessonView } from '@/lib/features/lessons/views';

export function LessonHead({ view }: { view: LessonView }): ReactNode {
  const count = view.exercises.length;
  const facts = [
    `Lesson ${view.number}`,
    `${String(view.minutes)} minutes`,
    ...(count === 0 ? [] : [count === 1 ? '1 exercise' : `${String(count)} exercises`]),
  ];
  return (
    <header>
      <p className="label">{facts.join(' · ')}</p>
      <h1 className="mt-2 text-xl font-semibold tracking-tight text-balance md:text-2xl">{view.title}</h1>
      <div className="mt-6 max-w-(--measure) border-y border-line py-4">
        <h2 className="text-sm font-semibold">Afterwards you can</h2>
        <ul className="lesson-goals mt-1 text-base text-ink-2">
          {view.goals.map((goal) => (
            <li key={goal}>{goal}</li>
          ))}
        </ul>
      </div>
    </header>
  );
}
