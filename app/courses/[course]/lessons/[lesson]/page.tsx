/** A lesson. */
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { cache } from 'react';
import { pageGuard } from '@/app/http/page-guard';
import { LessonArticle } from '@/app/lesson/lesson-article';
import { Bar } from '@/app/ui/bar';
import { readLesson } from '@/lib/features/lessons/read-lesson';

/** Read once for the page and its title. */
const read = cache((course: string, lesson: string) =>
  pageGuard((deps, actor) => readLesson(deps, actor, { course, lesson })),
);

type Props = PageProps<'/courses/[course]/lessons/[lesson]'>;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { course, lesson } = await params;
  const view = await read(course, lesson);
  return { title: `${view.number} ${view.title}` };
}

export default async function LessonPage({ params }: Props) {
  const { course, lesson } = await params;
  const view = await read(course, lesson);
  const home = `/courses/${view.course.slug}`;
  // Browsers say so at addresses with TLS; whoever doesn't gets the text twice, as React would have it.
  const whole = (await headers()).get('sec-fetch-dest') === 'document';
  return (
    <>
      <Bar
        trail={[
          { label: view.course.title, href: home },
          { label: `${String(view.module.number)} · ${view.module.title}`, href: `${home}#${view.module.slug}` },
          { label: `${view.number} ${view.title}` },
        ]}
      />
      <LessonArticle view={view} whole={whole} />
    </>
  );
}
