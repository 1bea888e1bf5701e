/** A lesson on the page: head, text with figures and exercises where they belong, and the way on. */
import type { ReactNode } from 'react';
import { findFigure } from '../figures/registry';
import type { LessonBlock, LessonView } from '@/lib/features/lessons/views';
import { keepHtml } from '../ui/shared-html';
import { SharedHtml } from '../ui/shared-html.client';
import { ExerciseRows } from './exercise-rows';
import { LessonEnds } from './lesson-ends';
import { LessonHead } from './lesson-head';
import { Outline } from './outline.client';
import './lesson.css';

/** @param whole the page is asked for as a whole, not from within the site */
export function LessonArticle({ view, whole }: { view: LessonView; whole: boolean }): ReactNode {
  const { course, exercises, outline } = view;
  const embedded = new Set(view.blocks.flatMap((block) => (block.kind === 'exercise' ? [block.slug] : [])));
  const rest = exercises.filter((exercise) => !embedded.has(exercise.slug));
  const entries = rest.length > 0 ? [...outline, { id: 'exercises', text: 'Exercises' }] : outline;
  return (
    <div className="lesson">
      <main id="main" tabIndex={-1} className="min-w-0 pt-8 pb-24 md:pt-14">
        <LessonHead view={view} />
        <article className="lesson-body mt-10">
          {groupExercises(view.blocks).map((block, index) => (
            <Block key={index} block={block} view={view} name={`${view.version}-${index}`} whole={whole} />
          ))}
        </article>
        {rest.length > 0 && (
          <section aria-labelledby="exercises">
            <h2 id="exercises" className="mt-14 mb-4 text-lg font-semibold tracking-tight">
              Exercises
            </h2>
            <ExerciseRows course={course.slug} exercises={rest} />
          </section>
        )}
        <LessonEnds view={view} />
      </main>
      <aside className="lesson-aside pt-16" aria-label="On this page">
        <Outline entries={entries} />
      </aside>
    </div>
  );
}

type Grouped = Exclude<LessonBlock, { kind: 'exercise' }> | { kind: 'exercises'; slugs: string[] };

/** Exercises that follow each other become one list. */
function groupExercises(blocks: readonly LessonBlock[]): Grouped[] {
  const grouped: Grouped[] = [];
  for (const block of blocks) {
    const last = grouped.at(-1);
    if (block.kind !== 'exercise') grouped.push(block);
    else if (last?.kind === 'exercises') last.slugs.push(block.slug);
    else grouped.push({ kind: 'exercises', slugs: [block.slug] });
  }
  return grouped;
}

interface BlockProps {
  block: Grouped;
  view: LessonView;
  name: string;
  whole: boolean;
}

function Block({ block, view, name, whole }: BlockProps): ReactNode {
  switch (block.kind) {
    case 'html':
      keepHtml(name, block.html);
      return <SharedHtml key={name} name={name} html={whole ? null : block.html} className="prose" />;
    case 'exercises': {
      const rows = view.exercises.filter((exercise) => block.slugs.includes(exercise.slug));
      return rows.length > 0 && <ExerciseRows course={view.course.slug} exercises={rows} />;
    }
    case 'figure': {
      const props = {
        id: block.attributes['id'] ?? `figure-${String(block.number)}`,
        number: block.number,
        captionHtml: block.captionHtml,
        attributes: block.attributes,
      };
      return findFigure(block.name)?.(props) ?? <MissingFigure {...props} />;
    }
  }
}

/** A figure that this version of Gradus doesn't know: the caption still says what it would show. */
function MissingFigure({ id, number, captionHtml }: { id: string; number: number; captionHtml: string }): ReactNode {
  return (
    <figure id={id} className="my-9 max-w-(--figure) border-y border-line py-4 text-base text-ink-2">
      <figcaption>
        <b>Figure {number} can’t be shown.</b> <span dangerouslySetInnerHTML={{ __html: captionHtml }} />
      </figcaption>
    </figure>
  );
}
