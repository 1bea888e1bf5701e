/** Every metric of ours as one table: its kind, its words, and all values that its labels may take. */

interface Metric {
  kind: 'counter' | 'gauge' | 'histogram';
  help: string;
  /** Each label with its values; a value that is not listed is counted as `other`, so that no label grows without bound. */
  labels: Readonly<Record<string, readonly string[]>>;
  buckets?: readonly number[];
}

const STAGE_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const HTTP_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10];
const LANES = ['interactive', 'again'] as const;
const CHILDREN = ['student', 'judge'] as const;

export const METRICS = {
  gradus_queue_waiting: {
    kind: 'gauge',
    help: 'Submissions that wait for a grader, as the database says.',
    labels: { lane: LANES },
  },
  gradus_queue_oldest_seconds: {
    kind: 'gauge',
    help: 'Age of the submission that has waited longest.',
    labels: { lane: LANES },
  },
  gradus_queue_grading: {
    kind: 'gauge',
    help: 'Submissions that are being graded, on all machines.',
    labels: {},
  },
  gradus_submit_requests_total: {
    kind: 'counter',
    help: 'Requests to hand in code, by what came of them.',
    labels: { result: ['queued', 'repeated', 'too-large', 'too-many', 'busy'] },
  },
  gradus_submissions_graded_total: {
    kind: 'counter',
    help: 'Verdicts stored by this process, each submission once.',
    labels: { outcome: ['full-marks', 'partial', 'student-error', 'platform-error'] },
  },
  gradus_submissions_superseded_total: {
    kind: 'counter',
    help: 'Submissions that were never graded because a newer one took their place.',
    labels: {},
  },
  gradus_verdict_stage_seconds: {
    kind: 'histogram',
    help: 'Time of one verdict by stage; total is from the request until the verdict is stored.',
    labels: {
      stage: ['queue', 'begin', 'judge.open', 'judge.begin', 'student.group', 'judge.next', 'store', 'total'],
    },
    buckets: STAGE_SECONDS,
  },
  gradus_job_failures_total: {
    kind: 'counter',
    help: 'Deliveries of jobs that failed and are tried again, or were the last try.',
    labels: { job: ['grade'], next: ['retry', 'given-up'] },
  },
  gradus_jobs_handed_back_total: {
    kind: 'counter',
    help: 'Submissions left to a newer grader.',
    labels: {},
  },
  gradus_children_started_total: {
    kind: 'counter',
    help: 'Grading processes started.',
    labels: { child: CHILDREN },
  },
  gradus_children_ended_total: {
    kind: 'counter',
    help: 'Grading processes that ended, by why.',
    labels: {
      child: CHILDREN,
      reason: ['crashed', 'memory', 'timeout', 'dirty', 'worn', 'protocol', 'aborted', 'fatal', 'closed'],
    },
  },
  gradus_judges_warm: {
    kind: 'gauge',
    help: 'Judge processes that hold an exercise.',
    labels: {},
  },
  gradus_http_request_seconds: {
    kind: 'histogram',
    help: 'Time to answer a request, event streams left out, by the pattern of its address.',
    // Routes are listed by the build: see allowValues.
    labels: {
      route: ['static'],
      method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      status: ['1xx', '2xx', '3xx', '4xx', '5xx'],
    },
    buckets: HTTP_SECONDS,
  },
  gradus_http_streams_open: {
    kind: 'gauge',
    help: 'Event streams of waiting pages.',
    labels: {},
  },
  gradus_event_loop_delay_seconds: {
    kind: 'gauge',
    help: 'How late the event loop was since the last scrape.',
    labels: { quantile: ['0.5', '0.99', '1'] },
  },
  gradus_database_connections: {
    kind: 'gauge',
    help: 'Connections of the database pool; waiting counts those who wait for one.',
    labels: { state: ['busy', 'idle', 'waiting'] },
  },
} as const satisfies Record<string, Metric>;

type Table = typeof METRICS;
export type MetricName = keyof Table;
type OfKind<K> = { [N in MetricName]: Table[N]['kind'] extends K ? N : never }[MetricName];
export type CounterName = OfKind<'counter'>;
export type GaugeName = OfKind<'gauge'>;
export type HistogramName = OfKind<'histogram'>;
/** Any text is taken, and becomes `other` where the table does not list it. */
export type LabelsOf<N extends MetricName> = { readonly [L in keyof Table[N]['labels']]: string };
