/** The courses that the reader takes part in. */
import type { Metadata } from 'next';
import { Link } from '@/app/ui/link';
import { listCourses } from '@/lib/features/courses/list-courses';
import { may } from '@/lib/features/permit';
import { pageGuard } from '../http/page-guard';
import { Bar } from '../ui/bar';
import { ButtonLink } from '../ui/button';
import { EmptyState } from '../ui/empty-state';
import { ROLE_WORDS } from '../ui/role-words';

export const metadata: Metadata = { title: 'Your courses' };

export default async function CoursesPage() {
  const { courses, operates } = await pageGuard(async (deps, actor) => ({
    courses: await listCourses(deps, actor),
    operates: may(actor, { action: 'platform.view' }),
  }));
  return (
    <>
      <Bar trail={[{ label: 'Your courses' }]} />
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-[44rem] px-4 pt-10 pb-24 sm:px-6 sm:pt-16">
        <h1 className="text-2xl font-semibold tracking-tight">Your courses</h1>
        <div className="mt-8">
          {courses.length === 0 && operates ? (
            <EmptyState
              title="You take part in no course"
              action={
                <ButtonLink href="/operate" look="primary">
                  Operation
                </ButtonLink>
              }
            >
              You look after the graders and their queue.
            </EmptyState>
          ) : courses.length === 0 ? (
            <EmptyState title="You are not enrolled in a course yet">
              Ask your instructor to add you with the address that you sign in with, then load this page again.
            </EmptyState>
          ) : (
            <ul className="border-t border-line">
              {courses.map((course) => (
                <li
                  key={course.id}
                  className="relative isolate border-b border-line py-5 before:absolute before:-inset-x-3 before:inset-y-0.5 before:-z-10 before:rounded-md hover:before:bg-surface"
                >
                  <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
                    <h2 className="text-lg font-semibold tracking-tight">
                      <Link href={`/courses/${course.slug}`} className="after:absolute after:inset-0 hover:underline">
                        {course.title}
                      </Link>
                    </h2>
                    <span className="text-sm text-ink-3">{ROLE_WORDS[course.role]}</span>
                  </div>
                  {course.description !== '' && (
                    <p className="mt-1 max-w-(--measure) text-ink-2">{course.description}</p>
                  )}
                </li>
              ))}
            </ul>
          )}
        </div>
      </main>
    </>
  );
}
