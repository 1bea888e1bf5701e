/** Counting, for every home that has something to count: a look at one variable where nobody opened the register. */
import type { CounterName, GaugeName, HistogramName, LabelsOf } from './metric-table';
import { origin } from './origin';
import { NO_NOTE, traced, tracedSince, type SpanNote } from './trace';

/** What `registry.ts` puts in place. */
export interface Meters {
  count(name: CounterName, labels: Readonly<Record<string, string>>, by: number): void;
  setGauge(name: GaugeName, labels: Readonly<Record<string, string>>, value: number): void;
  addGauge(name: GaugeName, labels: Readonly<Record<string, string>>, by: number): void;
  observe(name: HistogramName, labels: Readonly<Record<string, string>>, seconds: number): void;
}

const KEY = Symbol.for('gradus.meters');
const globals = globalThis as typeof globalThis & { [KEY]?: Meters | undefined };

export function setMeters(meters: Meters | undefined): void {
  globals[KEY] = meters;
}

export function count<N extends CounterName>(name: N, labels: LabelsOf<N>, by = 1): void {
  globals[KEY]?.count(name, labels, by);
}

export function setGauge<N extends GaugeName>(name: N, labels: LabelsOf<N>, value: number): void {
  globals[KEY]?.setGauge(name, labels, value);
}

export function addGauge<N extends GaugeName>(name: N, labels: LabelsOf<N>, by: number): void {
  globals[KEY]?.addGauge(name, labels, by);
}

export function observe<N extends HistogramName>(name: N, labels: LabelsOf<N>, seconds: number): void {
  globals[KEY]?.observe(name, labels, seconds);
}

/** One stage of a job: a span, and its time. A stage that failed is timed, too; what no job asked for is not. */
export async function stage<T>(name: string, work: (note: SpanNote) => Promise<T>): Promise<T> {
  if (origin() === undefined) return await work(NO_NOTE);
  const start = performance.now();
  try {
    return await traced(name, work);
  } finally {
    observe('gradus_verdict_stage_seconds', { stage: name }, (performance.now() - start) / 1000);
  }
}

/** A job that brought its origin along is taken up: how long it lay in the queue, then its work as one span. */
export async function takenUp<T>(name: string, work: (note: SpanNote) => Promise<T>): Promise<T> {
  const at = origin()?.at;
  if (at !== undefined) {
    tracedSince('queue', at);
    observe('gradus_verdict_stage_seconds', { stage: 'queue' }, sinceSeconds(at));
  }
  return await traced(name, work);
}

/** When a verdict is stored for the first time. */
export function graded(verdict: { status: string; score: number; max: number }): void {
  const { status, score, max } = verdict;
  const outcome = status !== 'graded' ? status : score >= max ? 'full-marks' : 'partial';
  count('gradus_submissions_graded_total', { outcome });
  const at = origin()?.at;
  if (at !== undefined) observe('gradus_verdict_stage_seconds', { stage: 'total' }, sinceSeconds(at));
}

/** Clocks of two machines may differ: never negative. */
function sinceSeconds(at: number): number {
  return Math.max(0, (Date.now() - at) / 1000);
}
