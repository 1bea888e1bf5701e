/** The workbench of one exercise. */
import type { Metadata } from 'next';
import { Link } from '@/app/ui/link';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { currentActor } from '@/lib/boot/auth';
import type { WorkbenchView } from '@/lib/features/exercises/views';
import { readWorkbench } from '@/lib/features/exercises/read-workbench';
import { pageGuard } from '../../../../http/page-guard';
import { Bar } from '../../../../ui/bar';
import { points } from '../../../../workbench/verdict-groups';
import { Workbench } from '../../../../workbench/workbench.client';

interface Props {
  params: Promise<{ course: string; exercise: string }>;
}

const read = cache((course: string, exercise: string) =>
  pageGuard((deps, actor) => readWorkbench(deps, actor, { course, exercise })),
);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { course, exercise } = await params;
  const view = await read(course, exercise);
  return { title: `${view.exercise.number} ${view.exercise.title}` };
}

export default async function ExercisePage({ params }: Props) {
  const { course, exercise: slug } = await params;
  const view = await read(course, slug);
  const actor = await currentActor();
  if (actor === null) notFound();
  const { exercise, draft, submissions, replaceWaiting, grade } = view;
  const home = `/courses/${view.course.slug}`;
  const { lesson, openPack, tasks, checks, hints, starter, typings, exports, number, title } = exercise;
  return (
    <div className="flex min-h-dvh flex-col md:h-dvh">
      <Bar
        trail={[
          { label: view.course.title, href: home },
          { label: `${exercise.module.number} · ${exercise.module.title}`, href: `${home}#${exercise.module.slug}` },
          { label: `${number} ${title}` },
        ]}
      >
        <Neighbours view={view} home={home} />
      </Bar>
      <Workbench
        key={slug}
        userId={actor.userId}
        course={view.course.slug}
        exercise={{ slug, number, title, tasks, checks, hints, starter, typings, exports, openPack }}
        lesson={lesson && { href: `${home}/lessons/${lesson.slug}`, label: `Lesson ${lesson.number}, ${lesson.title}` }}
        draft={draft}
        submissions={submissions}
        replaceWaiting={replaceWaiting}
        grade={grade}
      >
        <h1 className="text-lg font-semibold tracking-tight">{title}</h1>
        <p className="mt-1 text-sm text-ink-3">{facts(view)}</p>
        {lesson ? (
          <p className="mt-2 text-sm">
            <Link className="link" href={`${home}/lessons/${lesson.slug}`}>
              Lesson {lesson.number}, {lesson.title}
            </Link>
          </p>
        ) : null}
        <div className="prose statement mt-5" dangerouslySetInnerHTML={{ __html: exercise.statementHtml }} />
      </Workbench>
    </div>
  );
}

/** `100 points · 3 tasks · about 20 min`. */
function facts({ exercise }: WorkbenchView): string {
  const tasks = exercise.tasks.length;
  return [`${points(exercise.points)} points`, tasks > 1 ? `${tasks} tasks` : null, `about ${exercise.minutes} min`]
    .filter((fact) => fact !== null)
    .join(' · ');
}

function Neighbours({ view: { previous, next }, home }: { view: WorkbenchView; home: string }) {
  return (
    <nav aria-label="Neighbouring exercises" className="flex gap-1 text-sm">
      {previous ? (
        <Link
          className="btn btn-quiet max-md:hidden"
          href={`${home}/exercises/${previous.slug}`}
          title={`${previous.number} ${previous.title}`}
        >
          <span aria-hidden>←</span>
          <span className="sr-only">Previous exercise: </span>
          {previous.number}
        </Link>
      ) : null}
      {next ? (
        <Link
          className="btn btn-quiet max-sm:hidden"
          href={`${home}/exercises/${next.slug}`}
          title={`${next.number} ${next.title}`}
        >
          <span className="sr-only">Next exercise: </span>
          {next.number}
          <span aria-hidden>→</span>
        </Link>
      ) : null}
    </nav>
  );
}
