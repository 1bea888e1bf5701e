/** A load run as rows with goals, as text, and as the figures that the capacity page shows. */
import os from 'node:os';
import type { ShiftResult } from './crowd';
import type { DrainResult } from './drain';
import { PARTS, type Part } from './processes';
import type { Kind, Timings } from './tally';

export interface Report {
  students: number;
  /** Submissions a minute and student, while in a burst. */
  rate: number;
  /** Share of the time that bursts take. */
  busy: number;
  /** Share of students who begin their bursts within the same quarter of the time. */
  together: number;
  graders: number;
  drains: DrainResult[];
  ramp: ShiftResult | null;
  main: ShiftResult | null;
  lost: number;
  steps: (ShiftResult & { perSecond: number })[];
}

interface Row {
  name: string;
  value: number;
  unit: string;
  goal?: { op: '<=' | '>='; value: number };
  met?: boolean;
}

const PAGE_P95_MS = 300;
const VERDICT_P95_MS = 2000;
const LOOP_P99_MS = 20;

const WORDS: Record<Part, string> = {
  web: 'web process',
  workers: 'worker processes',
  children: 'children that run student code and judges',
  database: 'database',
  generator: 'load generator',
};

export function toRows(report: Report): Row[] {
  const rows: Row[] = [];
  const add = (name: string, value: number, unit: string, most?: number): void => {
    const goal = most === undefined ? {} : { goal: { op: '<=' as const, value: most }, met: value <= most };
    rows.push({ name, value, unit, ...goal });
  };
  const { main, ramp, drains, steps } = report;
  if (ramp) {
    add('sign-in with password, p95', quantile(ramp, 'sign-in', 0.95), 'ms');
    add('errors while signing in', ramp.tally.errorCount, 'errors', 0);
  }
  if (main) {
    const { tally, spent, loop, seconds } = main;
    add(`students`, report.students, 'students');
    add('submitted', tally.submitted / seconds, 'submissions/s');
    add('… in the busiest second', tally.peakPerSecond, 'submissions/s');
    add('errors', tally.errorCount, 'errors', 0);
    add('lost', report.lost, 'submissions', 0);
    add('asked to send again later (too busy)', tally.declined, 'answers');
    add('refused (more than the course allows)', tally.refused, 'submissions');
    add('superseded by a newer one while waiting', tally.superseded, 'submissions');
    add('event streams opened again', tally.reconnects, 'streams');
    add('requests', tally.requests / seconds, 'requests/s');
    add('page, p50', quantile(main, 'page', 0.5), 'ms');
    add('page, p95', quantile(main, 'page', 0.95), 'ms', PAGE_P95_MS);
    for (const [path, timings] of tally.pages) add(`… ${path}, p95`, timings.quantile(0.95), 'ms');
    add('draft saved, p95', quantile(main, 'draft', 0.95), 'ms');
    add('submission taken, p95', quantile(main, 'submit', 0.95), 'ms');
    add('submit to verdict, p50', quantile(main, 'verdict', 0.5), 'ms');
    add('submit to verdict, p95', quantile(main, 'verdict', 0.95), 'ms', VERDICT_P95_MS);
    add('submit to verdict, p99', quantile(main, 'verdict', 0.99), 'ms');
    if (loop) {
      add('event loop of the web, delay p99', loop.p99, 'ms', LOOP_P99_MS);
      add('… longest', loop.max, 'ms');
    }
    for (const part of PARTS) {
      add(`${WORDS[part]}: cores`, spent.cpu[part] / spent.seconds, 'cores');
      add(`… most memory`, spent.peakMiB[part], 'MiB');
    }
  }
  for (const { workers, perSecond, counted, spent } of drains) {
    add(`queue emptied by ${workers} worker${workers === 1 ? '' : 's'}`, perSecond, 'submissions/s');
    add('… processor time for one submission', (1000 * total(spent.cpu)) / counted, 'ms');
    add('… of it the database', (1000 * spent.cpu.database) / counted, 'ms');
    add('… share of the database', (100 * spent.cpu.database) / total(spent.cpu), '%');
  }
  for (const step of steps) {
    add(`at ${step.perSecond}/s: submitted`, step.tally.submitted / step.seconds, 'submissions/s');
    add('… page, p95', quantile(step, 'page', 0.95), 'ms');
    add('… submit to verdict, p95', quantile(step, 'verdict', 0.95), 'ms');
    add('… errors', step.tally.errorCount, 'errors');
  }
  if (steps.length > 0) add('highest rate with all goals met', saturation(report), 'submissions/s');
  return rows;
}

/** Far beyond the goals: higher rates would only take longer to tell. */
export function isHopeless(step: ShiftResult): boolean {
  return quantile(step, 'verdict', 0.95) > 10 * VERDICT_P95_MS || quantile(step, 'page', 0.95) > 10 * PAGE_P95_MS;
}

/** The highest step up to which verdicts and pages are in time. */
function saturation({ steps }: Report): number {
  let held = 0;
  for (const step of steps.toSorted((a, b) => a.perSecond - b.perSecond)) {
    const inTime = quantile(step, 'verdict', 0.95) <= VERDICT_P95_MS && quantile(step, 'page', 0.95) <= PAGE_P95_MS;
    if (!inTime || step.tally.errorCount > 0) break;
    held = step.perSecond;
  }
  return held;
}

export function figuresOf(report: Report) {
  const { main, ramp, drains, steps } = report;
  const round = (value: number, digits = 1) => Number(value.toFixed(digits));
  const times = (timings: Timings | undefined) =>
    timings && {
      p50: round(timings.quantile(0.5)),
      p95: round(timings.quantile(0.95)),
      p99: round(timings.quantile(0.99)),
    };
  const parts = (of: Record<Part, number>, per: number) =>
    Object.fromEntries(PARTS.map((part) => [part, round(of[part] / per, 3)]));
  return {
    measured: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    students: report.students,
    ratePerMinute: report.rate,
    busy: report.busy,
    together: report.together,
    workers: report.graders,
    signIn: ramp && {
      count: report.students,
      ...times(ramp.tally.timings.get('sign-in')),
      cpuSeconds: parts(ramp.spent.cpu, 1),
    },
    main: main && {
      minutes: main.seconds / 60,
      submitted: main.tally.submitted,
      perSecond: round(main.tally.submitted / main.seconds),
      peakPerSecond: main.tally.peakPerSecond,
      requestsPerSecond: round(main.tally.requests / main.seconds),
      errors: main.tally.errorCount,
      lost: report.lost,
      superseded: main.tally.superseded,
      declined: main.tally.declined,
      pageMs: times(main.tally.timings.get('page')),
      verdictMs: times(main.tally.timings.get('verdict')),
      draftMs: times(main.tally.timings.get('draft')),
      eventLoopMs: main.loop && { p99: round(main.loop.p99), max: round(main.loop.max) },
      cores: parts(main.spent.cpu, main.spent.seconds),
      memoryMiB: parts(main.spent.peakMiB, 1),
    },
    workersGrowth: drains.map(({ workers, perSecond, counted, spent }) => ({
      workers,
      perSecond: round(perSecond),
      cpuMsPerSubmission: parts(
        Object.fromEntries(PARTS.map((p) => [p, 1000 * spent.cpu[p]])) as Record<Part, number>,
        counted,
      ),
    })),
    steps: steps.map((step) => ({
      perSecond: step.perSecond,
      submitted: round(step.tally.submitted / step.seconds),
      pageMs: times(step.tally.timings.get('page')),
      verdictMs: times(step.tally.timings.get('verdict')),
      errors: step.tally.errorCount,
      cores: parts(step.spent.cpu, step.spent.seconds),
    })),
    holdsPerSecond: steps.length > 0 ? saturation(report) : null,
  };
}

function quantile({ tally }: ShiftResult, kind: Kind, q: number): number {
  return tally.timings.get(kind)?.quantile(q) ?? Number.NaN;
}

function total(of: Record<Part, number>): number {
  return PARTS.filter((part) => part !== 'generator').reduce((sum, part) => sum + of[part], 0);
}

export function describeMachine() {
  const [cpu] = os.cpus();
  return {
    cpu: cpu?.model ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    node: process.versions.node,
  };
}

/** What went wrong, and how often. */
export function errorsOf({ ramp, main, steps }: Report): Record<string, number> {
  const all: Record<string, number> = {};
  for (const shift of [ramp, main, ...steps]) {
    for (const [text, times] of shift?.tally.errors ?? []) all[text] = (all[text] ?? 0) + times;
  }
  return all;
}

interface Printed {
  machine: ReturnType<typeof describeMachine>;
  results: Row[];
  errors: Record<string, number>;
}

export function print(printed: Printed, json: boolean): void {
  const { machine, results, errors } = printed;
  if (json) {
    console.log(JSON.stringify(printed, null, 2));
    return;
  }
  console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`);
  for (const { name, value, unit, goal, met } of results) {
    const wanted = goal ? `  goal ${goal.op} ${goal.value}: ${met ? 'met' : 'missed'}` : '';
    console.log(`${name.padEnd(64)} ${value.toFixed(1).padStart(9)} ${unit}${wanted}`);
  }
  for (const [text, times] of Object.entries(errors)) console.log(`${times} × ${text}`);
}
