/** The course home: where you stand, what comes next, and every lesson and exercise in order. */
import type { Metadata } from 'next';
import { cache } from 'react';
import { readCourseHome } from '@/lib/features/courses/read-course-home';
import { pageGuard } from '../../http/page-guard';
import { Bar } from '../../ui/bar';
import { EmptyState } from '../../ui/empty-state';
import { ContentProblems } from './content-problems';
import { ModuleSection } from './module-section';
import { NextUp, ProgressLine } from './progress-line';
import { StaffLinks } from './staff-links';

/** Title and page ask for the same. */
const read = cache((course: string) => pageGuard((deps, actor) => readCourseHome(deps, actor, { course })));

export async function generateMetadata({ params }: PageProps<'/courses/[course]'>): Promise<Metadata> {
  const { course } = await read((await params).course);
  return { title: course.title };
}

export default async function CourseHomePage({ params }: PageProps<'/courses/[course]'>) {
  const { course, modules, progress, next, problems } = await read((await params).course);
  const path = `/courses/${course.slug}`;
  const student = course.role === 'student';

  return (
    <>
      <Bar trail={[{ label: course.title }]} />
      <div className="mx-auto grid max-w-[71rem] gap-x-16 px-4 sm:px-6 lg:grid-cols-[minmax(0,44rem)_14rem] lg:px-8">
        <main id="main" tabIndex={-1} className="min-w-0 pt-10 pb-24 sm:pt-16">
          <h1 className="text-2xl font-semibold tracking-tight max-sm:text-xl">{course.title}</h1>
          {course.description !== '' && (
            <p className="mt-3 max-w-(--measure) text-md text-ink-2">{course.description}</p>
          )}
          {student ? (
            <>
              <ProgressLine progress={progress} />
              <NextUp next={next} path={path} begun={progress.score > 0 || progress.passed > 0} />
            </>
          ) : (
            <StaffLinks role={course.role} path={path} />
          )}
          {problems.length > 0 && <ContentProblems problems={problems} />}
          {modules.length === 0 ? (
            <div className="mt-12">
              <EmptyState title="This course has no lessons yet">
                {student
                  ? 'They appear here as soon as your instructors publish them.'
                  : 'Add a module under exercises/ and restart the server; what could not be loaded is listed here.'}
              </EmptyState>
            </div>
          ) : (
            modules.map((module) => <ModuleSection key={module.slug} module={module} path={path} showState={student} />)
          )}
        </main>
        {modules.length > 1 && (
          <aside className="hidden pt-16 lg:block" aria-label="Modules">
            <div className="sticky top-20">
              <p className="label pb-2">Modules</p>
              <ol className="border-l border-line text-sm">
                {modules.map((module) => (
                  <li key={module.slug}>
                    <a
                      href={`#${module.slug}`}
                      className="-ml-px flex items-baseline justify-between gap-3 border-l-2 border-transparent py-1 pl-4 text-ink-2 hover:border-line-strong hover:text-ink"
                    >
                      <span>
                        {module.number} · {module.title}
                      </span>
                      {student && module.exercises.length > 0 && (
                        <span className="shrink-0 text-xs text-ink-3">
                          <span className="sr-only">passed: </span>
                          {module.exercises.filter((row) => row.state === 'passed').length}
                          <span aria-hidden>/</span>
                          <span className="sr-only"> of </span>
                          {module.exercises.length}
                        </span>
                      )}
                    </a>
                  </li>
                ))}
              </ol>
            </div>
          </aside>
        )}
      </div>
    </>
  );
}
