/** The last hour in two small plots: verdicts a minute, and how long students waited for them. */
import type { OperationView } from '@/lib/features/operations/views';
import { Section } from './section';
import { latency } from './words';

type Minutes = OperationView['minutes'];

const top = (values: readonly number[]): number => Math.max(1, ...values);
const x = (n: number, of: number): number => (n / Math.max(1, of - 1)) * 100;

export function PacePlots({ view }: { view: OperationView }) {
  const { minutes, lastHour } = view;
  return (
    <Section id="pace" title="The last hour">
      <div className="grid gap-8 md:grid-cols-2">
        <VerdictPlot minutes={minutes} />
        <WaitPlot minutes={minutes} />
      </div>
      <p className="mt-4 text-sm text-ink-2 tabular-nums">{hourWords(lastHour)}</p>
    </Section>
  );
}

export function hourWords({ verdicts, failures, p50Ms, p95Ms }: OperationView['lastHour']): string {
  if (verdicts === 0) return 'No verdict in the last hour.';
  const number = `${verdicts} ${verdicts === 1 ? 'verdict' : 'verdicts'}, ${failures} of them faults of ours.`;
  if (p50Ms === null) return number;
  return `${number} Half of the students waited at most ${latency(p50Ms)}, 95 of 100 at most ${latency(p95Ms)}.`;
}

function VerdictPlot({ minutes }: { minutes: Minutes }) {
  const most = top(minutes.map(({ verdicts }) => verdicts));
  const width = 100 / minutes.length;
  const bar = (number: number, n: number, tone: string) =>
    number === 0 ? null : (
      <rect
        x={n * width + width * 0.15}
        width={width * 0.7}
        y={100 - (number / most) * 100}
        height={(number / most) * 100}
        className={tone}
      />
    );
  const words = `Verdicts a minute over the last hour, at most ${most}.`;
  return (
    <Plot
      title="Verdicts a minute"
      words={words}
      most={String(most)}
      keys={[{ mark: 'bg-fail', word: 'of them faults of ours' }]}
    >
      {minutes.map(({ at, verdicts, failures }, n) => (
        <g key={at}>
          {bar(verdicts, n, 'fill-ink-3')}
          {bar(failures, n, 'fill-fail')}
        </g>
      ))}
    </Plot>
  );
}

function WaitPlot({ minutes }: { minutes: Minutes }) {
  const most = top(minutes.flatMap(({ p95Ms }) => p95Ms ?? []));
  const line = (of: (minute: Minutes[number]) => number | null) => pathOf(minutes.map(of), most);
  const dots = (of: (minute: Minutes[number]) => number | null) => pathOf(alone(minutes.map(of)), most);
  const words = `Time from click to verdict over the last hour: the 95th percentile of a minute was at most ${latency(most)}.`;
  return (
    <Plot
      title="Click to verdict"
      words={words}
      most={latency(most)}
      keys={[
        { mark: 'bg-accent', word: 'p50' },
        { mark: 'bg-warn', word: 'p95' },
      ]}
    >
      <path d={line(({ p95Ms }) => p95Ms)} className="fill-none stroke-warn" {...STROKE} />
      <path d={line(({ p50Ms }) => p50Ms)} className="fill-none stroke-accent" {...STROKE} />
      <path d={dots(({ p95Ms }) => p95Ms)} className="fill-none stroke-warn" {...DOT} />
      <path d={dots(({ p50Ms }) => p50Ms)} className="fill-none stroke-accent" {...DOT} />
    </Plot>
  );
}

const STROKE = { strokeWidth: 2, strokeLinecap: 'round', vectorEffect: 'non-scaling-stroke' } as const;

/** A minute between two without a value is too small to be seen as a line. */
const DOT = { ...STROKE, strokeWidth: 6 } as const;

const alone = (values: readonly (number | null)[]): (number | null)[] =>
  values.map((value, n) => ((values[n - 1] ?? null) === null && (values[n + 1] ?? null) === null ? value : null));

/** Minutes without a value leave a gap; one alone is a dot. */
export function pathOf(values: readonly (number | null)[], most: number): string {
  const parts: string[] = [];
  let drawing = false;
  for (const [n, value] of values.entries()) {
    if (value !== null) {
      const at = `${x(n, values.length).toFixed(2)} ${(100 - (value / most) * 100).toFixed(2)}`;
      parts.push(drawing ? `L${at}` : `M${at}l0 0`);
    }
    drawing = value !== null;
  }
  return parts.join('');
}

interface PlotProps {
  title: string;
  /** What it says, for who can't see it. */
  words: string;
  /** The upper end of the scale; the lower one is 0. */
  most: string;
  keys: readonly { mark: string; word: string }[];
  children: React.ReactNode;
}

function Plot({ title, words, most, keys, children }: PlotProps) {
  return (
    <figure>
      <figcaption className="flex flex-wrap items-baseline gap-x-4 text-sm">
        <span className="font-medium">{title}</span>
        <span className="sr-only">{words}</span>
        {keys.map(({ mark, word }) => (
          <span key={word} className="inline-flex items-center gap-1.5 text-xs text-ink-2">
            <span aria-hidden className={`inline-block h-1 w-3 rounded-full ${mark}`} />
            {word}
          </span>
        ))}
        <span aria-hidden className="ml-auto text-xs text-ink-3 tabular-nums">
          {most}
        </span>
      </figcaption>
      <svg
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        className="mt-1 h-28 w-full overflow-visible border-y border-line"
        aria-hidden
      >
        {children}
      </svg>
      <div aria-hidden className="mt-1 flex justify-between text-xs text-ink-3">
        <span>an hour ago</span>
        <span>now</span>
      </div>
    </figure>
  );
}
