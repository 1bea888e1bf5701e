/** The instructor's page: every exercise with its proof, and sources that could not be loaded. */
import type { Metadata } from 'next';
import { pageGuard } from '@/app/http/page-guard';
import { ProblemsScreen } from '@/app/staff/problems-screen';
import { Bar } from '@/app/ui/bar';
import { listProblems } from '@/lib/features/exercises/list-problems';

export const metadata: Metadata = { title: 'Problems' };

export default async function ProblemsPage({ params }: { params: Promise<{ course: string }> }) {
  const input = await params;
  const { course, problems, broken } = await pageGuard((deps, actor) => listProblems(deps, actor, input));
  return (
    <>
      <Bar trail={[{ label: course.title, href: `/courses/${course.slug}` }, { label: 'Problems' }]} />
      <ProblemsScreen course={course} problems={problems} broken={broken} />
    </>
  );
}
