/** One module: its lessons, then its exercises, as rows between hairlines. */
import { Link } from '@/app/ui/link';
import type { ExerciseRow, LessonRow, ModuleView } from '@/lib/features/courses/views';
import { formatPoints } from '../../ui/numbers';
import { Status } from '../../ui/status-glyph';

/** The hover ground reaches a little beyond the hairlines, so that text does not touch its edge. */
const ROW =
  'relative isolate grid grid-cols-[2.75rem_minmax(0,1fr)] items-baseline gap-x-2 gap-y-1 border-b border-line py-3 sm:grid-cols-[2.75rem_minmax(0,1fr)_auto] before:absolute before:-inset-x-3 before:inset-y-0.5 before:-z-10 before:rounded-md hover:before:bg-surface';

interface ModuleSectionProps {
  module: ModuleView;
  path: string;
  /** Whether states are the reader's own; staff have no grades here. */
  showState: boolean;
}

export function ModuleSection({ module, path, showState }: ModuleSectionProps) {
  const passed = module.exercises.filter((row) => row.state === 'passed').length;
  return (
    <section id={module.slug} aria-labelledby={`${module.slug}-title`} className="mt-14 scroll-mt-16">
      <div className="flex items-baseline justify-between gap-4 border-b border-line pb-3">
        <h2 id={`${module.slug}-title`} className="text-lg font-semibold tracking-tight">
          <span className="mr-3 font-normal text-ink-3">{module.number}</span>
          {module.title}
        </h2>
        {showState && module.exercises.length > 0 && (
          <p className="shrink-0 text-sm text-ink-3">
            {passed} of {module.exercises.length} passed
          </p>
        )}
      </div>
      <ul>
        {module.lessons.map((lesson) => (
          <Lesson key={lesson.slug} lesson={lesson} path={path} />
        ))}
        {module.exercises.map((exercise) => (
          <Exercise key={exercise.slug} exercise={exercise} path={path} showState={showState} />
        ))}
      </ul>
    </section>
  );
}

function Lesson({ lesson, path }: { lesson: LessonRow; path: string }) {
  return (
    <li className={ROW}>
      <span className="text-ink-3">{lesson.number}</span>
      <div>
        <Link
          href={`${path}/lessons/${lesson.slug}`}
          className="font-serif text-[1.0625rem] font-medium after:absolute after:inset-0 hover:underline"
        >
          {lesson.title}
        </Link>
        <p className="text-sm text-ink-3">Lesson · {lesson.minutes} minutes</p>
      </div>
    </li>
  );
}

function Exercise({ exercise, path, showState }: { exercise: ExerciseRow; path: string; showState: boolean }) {
  const { state, score, points, attempts } = exercise;
  // No score is worth showing before the first verdict; a full one goes without saying twice.
  const detail = score === null ? undefined : `${formatPoints(score)} of ${formatPoints(points)}`;
  return (
    <li className={ROW}>
      <span className="text-ink-3">{exercise.number}</span>
      <div>
        <Link
          href={`${path}/exercises/${exercise.slug}`}
          className="font-medium after:absolute after:inset-0 hover:underline"
        >
          {exercise.title}
        </Link>
        <p className="text-sm text-ink-3">
          Exercise · {exercise.minutes} minutes
          {showState && attempts > 0 ? ` · ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}` : ''}
        </p>
      </div>
      <div className="max-sm:col-start-2 sm:self-center">
        {showState ? (
          <Status state={state} {...(detail === undefined ? {} : { detail })} />
        ) : (
          <span className="text-sm text-ink-3">{formatPoints(points)} points</span>
        )}
      </div>
    </li>
  );
}
