/** Scores of a student's attempts from first to last, drawn on the server. */
import type { SubmissionRow } from '@/lib/features/submissions/views';
import { formatPoints } from '../ui/numbers';

const WIDTH = 480;
const HEIGHT = 96;

interface Point {
  attempt: number;
  score: number;
  max: number;
}

export const gradedPoints = (submissions: readonly SubmissionRow[]): Point[] =>
  submissions
    .flatMap(({ attempt, score, max }) => (score === null ? [] : [{ attempt, score, max }]))
    .toSorted((a, b) => a.attempt - b.attempt);

/** `Scores by attempt: 1: 40, 2: 100 of 100.` */
export function trendWords(points: readonly Point[]): string {
  const last = points.at(-1);
  if (last === undefined) return '';
  return `Scores by attempt: ${points.map((p) => `${p.attempt}: ${formatPoints(p.score)}`).join(', ')} of ${formatPoints(last.max)}.`;
}

/** Needs two points: one alone is no trend, and the table says it already. */
export function ScoreTrend({ submissions }: { submissions: readonly SubmissionRow[] }) {
  const points = gradedPoints(submissions);
  if (points.length < 2) return null;
  const x = (i: number): number => (i / (points.length - 1)) * 100;
  const y = (point: Point): number => (point.max === 0 ? 100 : (1 - point.score / point.max) * 100);
  const line = points.map((point, i) => `${x(i)},${y(point)}`).join(' ');
  const labelEach = Math.ceil(points.length / 16);
  return (
    <figure className="mt-6" style={{ maxWidth: WIDTH }}>
      <figcaption className="sr-only">{trendWords(points)}</figcaption>
      <div className="relative mr-10 ml-2" style={{ height: HEIGHT }} aria-hidden>
        <svg
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          className="absolute inset-0 h-full w-full overflow-visible"
        >
          <path d="M0 0H100M0 100H100" fill="none" className="stroke-line" vectorEffect="non-scaling-stroke" />
          <polyline
            points={line}
            fill="none"
            strokeWidth={2}
            className="stroke-ink-3"
            vectorEffect="non-scaling-stroke"
            strokeLinejoin="round"
          />
        </svg>
        {points.map((point, i) => (
          <span
            key={point.attempt}
            className={`absolute -mt-1 -ml-1 size-2 rounded-full ${point.score === point.max ? 'bg-pass' : 'border-2 border-ink-2 bg-bg'}`}
            style={{ left: `${x(i)}%`, top: `${y(point)}%` }}
          />
        ))}
        <span className="absolute -top-2 -right-10 w-8 text-xs text-ink-3">{formatPoints(points[0]?.max ?? 0)}</span>
        <span className="absolute -right-10 -bottom-2 w-8 text-xs text-ink-3">0</span>
      </div>
      <div className="relative mt-2 mr-10 ml-2 h-4" aria-hidden>
        {points.map((point, i) =>
          i % labelEach === 0 || i === points.length - 1 ? (
            <span
              key={point.attempt}
              className="absolute w-8 -translate-x-1/2 text-center text-xs text-ink-3"
              style={{ left: `${x(i)}%` }}
            >
              {point.attempt}
            </span>
          ) : null,
        )}
      </div>
    </figure>
  );
}
