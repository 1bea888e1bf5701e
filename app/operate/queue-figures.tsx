/** The numbers that say at a glance whether all is well. */
import type { OperationView } from '@/lib/features/operations/views';
import { duration, LANE_WORDS, latency } from './words';

export function QueueFigures({ view }: { view: OperationView }) {
  const { lanes, grading, regrading, lastMinutes, lastHour } = view;
  return (
    <dl className="mt-8 grid grid-cols-2 gap-x-6 gap-y-6 border-y border-line py-5 md:grid-cols-4">
      {lanes.map(({ lane, waiting, oldestSeconds }) => (
        <Figure
          key={lane}
          name={LANE_WORDS[lane]}
          value={String(waiting)}
          detail={oldestSeconds === null ? 'nothing waits' : `oldest ${duration(oldestSeconds)}`}
        />
      ))}
      <Figure
        name="Being graded"
        value={String(grading)}
        detail={regrading === 0 ? 'in the workers’ hands' : `and ${regrading} regraded, behind all`}
      />
      <Figure
        name="Click to verdict, 5 min"
        value={latency(lastMinutes.p50Ms)}
        detail={
          lastMinutes.p95Ms === null
            ? `no verdict; ${lastHour.verdicts} in the hour`
            : `p95 ${latency(lastMinutes.p95Ms)}`
        }
      />
    </dl>
  );
}

function Figure({ name, value, detail }: { name: string; value: string; detail: string }) {
  return (
    <div>
      <dt className="label">{name}</dt>
      <dd className="mt-1 text-xl font-semibold tabular-nums">{value}</dd>
      <dd className="text-sm text-ink-2 tabular-nums">{detail}</dd>
    </div>
  );
}
