/** The plots of the capacity page: drawn on the server, no scripts. Each says in words what it shows. */
import type { ReactNode } from 'react';
import type { CapacityFigures } from '@/lib/boot/capacity-figures';

interface PlotProps {
  figures: CapacityFigures;
}

const PARTS = [
  { part: 'children', name: 'Children: student code and judge' },
  { part: 'web', name: 'Web: pages, drafts, streams' },
  { part: 'database', name: 'Database' },
  { part: 'workers', name: 'Workers: hand-over, storing' },
] as const;

/** One bar, divided: at the number of students that the machine carries. */
export function CostPlot({ figures: { search, holdsStudents } }: PlotProps): ReactNode {
  const held = search.find(({ students }) => students === holdsStudents) ?? search[0];
  if (!held) return null;
  const shares = PARTS.map(({ part, name }) => ({ part, name, ms: (1000 * held.cores[part]) / held.perSecond }));
  const all = shares.reduce((sum, { ms }) => sum + ms, 0);
  return (
    <div>
      <div className="capacity-bar" aria-hidden>
        {shares.map(({ part, ms }) => (
          <span key={part} className={`capacity-${part}`} style={{ width: `${((100 * ms) / all).toFixed(2)}%` }} />
        ))}
      </div>
      <ul className="capacity-key">
        {shares.map(({ part, name, ms }) => (
          <li key={part}>
            <span className={`capacity-swatch capacity-${part}`} aria-hidden />
            {name} <b>{shown(ms)} ms</b>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Horizontal bars to one scale. */
export function WorkersPlot({ figures: { workersGrowth } }: PlotProps): ReactNode {
  const most = Math.max(...workersGrowth.map(({ perSecond }) => perSecond));
  return (
    <dl className="capacity-rows">
      {workersGrowth.map(({ workers, perSecond }) => (
        <div key={workers}>
          <dt>
            {workers} {workers === 1 ? 'process' : 'processes'}
          </dt>
          <dd>
            <span className="capacity-track" aria-hidden>
              <span className="capacity-children" style={{ width: `${((100 * perSecond) / most).toFixed(2)}%` }} />
            </span>
            <b>{shown(perSecond)}/s</b>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Milliseconds at the lower and upper edge of the plot, which is logarithmic. */
const LEAST_MS = 10;
const MOST_MS = 100_000;
const TICKS = [
  { ms: 100, words: '100 ms' },
  { ms: 1000, words: '1 s' },
  { ms: 10_000, words: '10 s' },
];
const GOALS = [
  { ms: 300, kind: 'page' },
  { ms: 2000, kind: 'verdict' },
] as const;

export function StudentsPlot({ figures: { search } }: PlotProps): ReactNode {
  const most = Math.max(...search.map(({ students }) => students));
  const left = (students: number): number => (100 * students) / most;
  const top = (ms: number): number => 100 - (100 * Math.log(clamp(ms) / LEAST_MS)) / Math.log(MOST_MS / LEAST_MS);
  const line = (kind: 'pageMs' | 'verdictMs'): string =>
    search.map((step, i) => `${i === 0 ? 'M' : 'L'}${left(step.students)} ${top(step[kind].p95)}`).join('');
  const dots = (kind: 'pageMs' | 'verdictMs'): string =>
    search.map((step) => `M${left(step.students)} ${top(step[kind].p95)}l0 0`).join('');
  const words = search.map(
    ({ students, pageMs, verdictMs }) =>
      `With ${students} students, pages within ${time(pageMs.p95)} and verdicts within ${time(verdictMs.p95)}.`,
  );
  return (
    <div>
      <ul className="capacity-key">
        <li>
          <span className="capacity-swatch capacity-children" aria-hidden />
          Verdicts, 95 of 100 within
        </li>
        <li>
          <span className="capacity-swatch capacity-web" aria-hidden />
          Pages, 95 of 100 within
        </li>
      </ul>
      <div className="capacity-plot" role="img" aria-label={words.join(' ')}>
        <svg className="fig-layer" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden>
          {TICKS.map(({ ms }) => (
            <path key={ms} className="fig-hair" d={`M0 ${top(ms)}H100`} />
          ))}
          {GOALS.map(({ ms, kind }) => (
            <path key={ms} className={`capacity-goal capacity-line-${kind}`} d={`M0 ${top(ms)}H100`} />
          ))}
          <path className="fig-axis" d="M0 100H100M0 0V100" />
          <path className="fig-curve capacity-line-page" d={line('pageMs')} />
          <path className="fig-curve capacity-line-verdict" d={line('verdictMs')} />
          <path className="fig-curve capacity-line-page capacity-dot" d={dots('pageMs')} />
          <path className="fig-curve capacity-line-verdict capacity-dot" d={dots('verdictMs')} />
        </svg>
        {TICKS.map(({ ms, words: label }) => (
          <span key={ms} className="capacity-tick" style={{ top: `${top(ms)}%` }} aria-hidden>
            {label}
          </span>
        ))}
        {search.map(({ students }) => (
          <span key={students} className="capacity-rate" style={{ left: `${left(students)}%` }} aria-hidden>
            {students}
          </span>
        ))}
      </div>
      <p className="capacity-axis" aria-hidden>
        students at work at once
      </p>
    </div>
  );
}

const clamp = (ms: number): number => Math.min(MOST_MS, Math.max(LEAST_MS, ms));
const shown = (value: number): string => value.toFixed(value < 10 ? 1 : 0);
const time = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
