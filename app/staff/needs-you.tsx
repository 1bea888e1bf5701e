/** Students who keep trying without a pass, newest first: where a TA is wanted. */
import { Link } from '@/app/ui/link';
import type { MatrixView } from '@/lib/features/gradebook/views';
import { count, STUCK_AFTER } from './cell-words';
import { ago } from './when';

interface NeedsYouListProps {
  /** `/courses/neural-networks` */
  base: string;
  students: MatrixView['needsYou'];
  now: Date;
}

export function NeedsYouList({ base, students, now }: NeedsYouListProps) {
  if (students.length === 0) {
    return (
      <p className="border-t border-line px-5 py-4 text-sm text-ink-3">
        Nobody is stuck. Whoever has {STUCK_AFTER} attempts at an exercise and no pass stands here, with what went wrong
        last.
      </p>
    );
  }
  return (
    <ul className="min-h-0 overflow-y-auto" aria-label="Students who are stuck">
      {students.map(({ student, exercise, attempts, lastAt, diagnosis }) => (
        <li key={`${student.id} ${exercise.slug}`} className="border-t border-line">
          <Link
            href={`${base}/matrix/${student.id}/${exercise.slug}`}
            prefetch={false}
            className="block px-5 py-3 -outline-offset-2 hover:bg-surface"
          >
            <span className="flex justify-between gap-3 text-sm">
              <b className="min-w-0 truncate font-medium">{student.name}</b>
              <time dateTime={lastAt.toISOString()} className="shrink-0 text-ink-3">
                {ago(lastAt, now)}
              </time>
            </span>
            <span className="block text-sm text-ink-2">
              {exercise.number} {exercise.title}, {count(attempts, 'attempt')}
            </span>
            {diagnosis !== null && <span className="block text-sm wrap-anywhere text-ink-3">{diagnosis}</span>}
          </Link>
        </li>
      ))}
    </ul>
  );
}
