/** The TA's page: every student at every exercise. */
import type { Metadata } from 'next';
import { pageGuard } from '@/app/http/page-guard';
import { parseFilters, readPlace, type RawQuery } from '@/app/staff/matrix-query';
import { PAGE_ROWS } from '@/app/staff/matrix-rows';
import { MatrixScreen } from '@/app/staff/matrix-screen';
import { pageOf } from '@/app/staff/row-pages';
import { Bar } from '@/app/ui/bar';
import { readMatrix } from '@/lib/features/gradebook/read-matrix';

export const metadata: Metadata = { title: 'Matrix' };

interface MatrixPageProps {
  params: Promise<{ course: string }>;
  searchParams: Promise<RawQuery>;
}

export default async function MatrixPage({ params, searchParams }: MatrixPageProps) {
  const { course } = await params;
  const query = await searchParams;
  const filters = parseFilters(query);
  const at = readPlace(query);
  const offset = pageOf(Math.max(0, at.row)) * PAGE_ROWS;
  const { view, now } = await pageGuard(async (deps, actor) => ({
    view: await readMatrix(deps, actor, { course, filters, offset, limit: PAGE_ROWS }),
    now: deps.now(),
  }));
  return (
    <div className="flex h-dvh flex-col">
      <Bar trail={[{ label: view.course.title, href: `/courses/${course}` }, { label: 'Matrix' }]} />
      <MatrixScreen view={view} filters={filters} offset={offset} at={at} now={now} />
    </div>
  );
}
