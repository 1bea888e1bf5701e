/** Where a student stands, in words and as a line, and the next thing to do. */
import type { CourseHome } from '@/lib/features/courses/views';
import { ButtonLink } from '../../ui/button';
import { formatPoints } from '../../ui/numbers';

export function ProgressLine({ progress }: { progress: CourseHome['progress'] }) {
  if (progress.exercises === 0) return null;
  const share = progress.points === 0 ? 0 : Math.min(progress.score / progress.points, 1);
  return (
    <div className="mt-8">
      <p className="flex flex-wrap justify-between gap-x-6 text-sm">
        <span>
          <b className="font-semibold">{progress.passed}</b> of {progress.exercises} exercises passed
        </span>
        <span className="text-ink-2">
          {formatPoints(progress.score)} of {formatPoints(progress.points)} points
        </span>
      </p>
      <div aria-hidden className="mt-2 h-1 overflow-hidden rounded-full bg-sunken">
        <div className="h-full rounded-full bg-accent" style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}

interface NextUpProps {
  next: CourseHome['next'];
  path: string;
  begun: boolean;
}

export function NextUp({ next, path, begun }: NextUpProps) {
  if (next === null) {
    return begun ? <p className="mt-6 text-ink-2">You have passed every exercise of this course.</p> : null;
  }
  const href = next.kind === 'lesson' ? `${path}/lessons/${next.slug}` : `${path}/exercises/${next.slug}`;
  return (
    <section
      aria-labelledby="next-up"
      className="mt-8 flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-l-2 border-accent py-1 pl-4"
    >
      <div className="min-w-0">
        <h2 id="next-up" className="text-sm text-ink-3">
          {begun ? 'Next up' : 'Begin here'}
        </h2>
        <p className="text-md font-medium">
          <span className="mr-2 font-normal text-ink-3">{next.number}</span>
          {next.title}
        </p>
      </div>
      <ButtonLink look="primary" href={href}>
        {next.kind === 'lesson' ? 'Read the lesson' : 'Open the exercise'}
      </ButtonLink>
    </section>
  );
}
