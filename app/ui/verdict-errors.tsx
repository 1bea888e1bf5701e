/** The error strip: every case of a check on a log axis against the tolerance; discs within, diamonds outside. */
import { errorScale, readable } from '../workbench/error-scale';

interface Props {
  /** Errors divided by their tolerance; null where there was no number to compare. */
  errors: readonly (number | null)[];
  /** The absolute tolerance at the worst place, where it is one number. */
  tolerance: number | null;
}

export function ErrorStrip({ errors, tolerance }: Props) {
  const scale = errorScale(errors);
  const label =
    `${errors.length} ${errors.length === 1 ? 'case' : 'cases'}: ${scale.within} within the tolerance, ${scale.outside} outside` +
    (scale.incomparable > 0 ? `, ${scale.incomparable} without a number to compare` : '');
  return (
    <figure className="mt-4" aria-label={`Errors on a logarithmic scale. ${label}.`}>
      <p className="label">Error of each case, in units of the tolerance</p>
      {scale.marks.length > 0 ? (
        <div className="relative mt-2 h-18" aria-hidden>
          <div className="absolute inset-x-0 top-0 h-12 rounded-sm bg-surface" />
          <div
            className="absolute top-0 left-0 h-12 rounded-l-sm bg-pass-bg"
            style={{ width: `${scale.tolerance}%` }}
          />
          <div className="absolute top-0 h-12 border-l-2 border-ink" style={{ left: `${scale.tolerance}%` }} />
          {scale.marks.map((mark, index) => (
            <span
              key={index}
              className={`absolute size-2 opacity-85 ${mark.within ? 'rounded-full bg-pass' : 'rotate-45 bg-fail'}`}
              // Spread over seven rows, so that equal errors stay countable.
              style={{ left: `${mark.at}%`, top: 10 + ((index * 5) % 7) * 4, translate: '-4px 0' }}
            />
          ))}
          {scale.ticks.map((tick) => (
            <span
              key={tick.label}
              className="absolute top-13 text-xs whitespace-nowrap text-ink-3"
              style={{ left: `${tick.at}%`, translate: '-50% 0' }}
            >
              {tick.label}
            </span>
          ))}
        </div>
      ) : null}
      <p className="mt-1 flex flex-wrap gap-x-6 text-sm text-ink-2">
        <span className="inline-flex items-center gap-2">
          <i aria-hidden className="size-2 rounded-full bg-pass" /> {scale.within} within
        </span>
        <span className="inline-flex items-center gap-2">
          <i aria-hidden className="size-2 rotate-45 bg-fail" /> {scale.outside} outside
        </span>
        {scale.incomparable > 0 ? (
          <span className="inline-flex items-center gap-2">
            <i aria-hidden className="size-2 border-2 border-fail" /> {scale.incomparable} without a number to compare
          </span>
        ) : null}
        {tolerance === null ? null : <span>1 = the tolerance, here {readable(tolerance)}</span>}
      </p>
    </figure>
  );
}
