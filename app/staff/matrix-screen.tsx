/** The TA's screen: filters, the matrix of students and exercises, and beside it whoever is stuck. */
import type { MatrixFilters as Filters, MatrixView } from '@/lib/features/gradebook/views';
import { EmptyState } from '../ui/empty-state';
import { ButtonLink } from '../ui/button';
import { MatrixFilterForm } from './matrix-filters.client';
import { formatFilters, isFiltered, withQuery, type Place } from './matrix-filters';
import { MatrixGrid } from './matrix-grid.client';
import { packRows } from './matrix-rows';
import { NeedsYouList } from './needs-you';
import { SheetButton } from './sheet.client';
import './matrix.css';

interface MatrixScreenProps {
  view: MatrixView;
  filters: Filters;
  /** First row of `view.rows`. */
  offset: number;
  at: Place;
  now: Date;
}

export function MatrixScreen({ view, filters, offset, at, now }: MatrixScreenProps) {
  const { course, exercises, sections, needsYou } = view;
  const base = `/courses/${course.slug}`;
  const api = `/api${base}`;
  const query = formatFilters(filters);
  const columns = exercises.map(({ slug, number, title, points, module }, i) => ({
    slug,
    number,
    title,
    points,
    opens: i > 0 && exercises[i - 1]?.module !== module,
  }));
  const list = <NeedsYouList base={base} students={needsYou} now={now} />;
  return (
    <div className="flex min-h-0 flex-1">
      <main id="main" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 md:px-6">
          <h1 className="text-md font-semibold">Matrix</h1>
          <MatrixFilterForm path={`${base}/matrix`} filters={filters} sections={sections} />
          <span className="ml-auto flex gap-2">
            <a className="btn" href={withQuery(`${api}/grades.csv`, query)} download>
              CSV
              <span className="sr-only"> of the grades of the students shown</span>
            </a>
            <span className="lg:hidden">
              <SheetButton title="Needs you" badge={needsYou.length}>
                {list}
              </SheetButton>
            </span>
          </span>
        </div>
        {view.total === 0 || columns.length === 0 ? (
          <div className="px-4 md:px-6">
            <Nothing filtered={isFiltered(filters)} columns={columns.length} path={`${base}/matrix`} />
          </div>
        ) : (
          <MatrixGrid
            key={query}
            base={base}
            source={`${api}/matrix`}
            query={query}
            columns={columns}
            first={{ offset, total: view.total, rows: packRows(view.rows) }}
            at={{ row: Math.min(at.row, view.total - 1), col: Math.min(at.col, columns.length - 1) }}
            opensProblems={course.role === 'instructor' || course.role === 'admin'}
          />
        )}
      </main>
      <aside aria-label="Needs you" className="flex min-h-0 w-72 shrink-0 flex-col border-l border-line max-lg:hidden">
        <h2 className="flex items-center justify-between px-5 pt-4 pb-3 text-md font-semibold">
          Needs you <span className="text-sm font-normal text-ink-3">{needsYou.length}</span>
        </h2>
        {list}
      </aside>
    </div>
  );
}

function Nothing({ filtered, columns, path }: { filtered: boolean; columns: number; path: string }) {
  if (columns === 0) {
    return (
      <EmptyState title="This course has no exercises yet">
        As soon as one is published, each student has a row here and each exercise a column.
      </EmptyState>
    );
  }
  return filtered ? (
    <EmptyState title="No student matches" action={<ButtonLink href={path}>Show all students</ButtonLink>}>
      Change the search, the section or the state above.
    </EmptyState>
  ) : (
    <EmptyState title="No students yet">Whoever is enrolled in the course gets a row here.</EmptyState>
  );
}
