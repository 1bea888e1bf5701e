/** A load run as rows with goals, as text, and as the figures that the capacity page shows. */
import os from 'node:os';
import type { ShiftResult } from './crowd';
import type { DrainResult } from './drain';
import { SURGE } from './pace';
import type { PageCost } from './page-cost';
import { PARTS, type Part } from './processes';
import type { Kind, Tally, Timings, Window } from './tally';

export interface Report {
  students: number;
  /** Submissions of each student a minute. */
  rate: number;
  graders: number;
  drains: DrainResult[];
  pages: PageCost[];
  /** With more and more students, until there are too many. */
  search: ShiftResult[];
  main: ShiftResult | null;
  /** Of all that were handed in, search included. */
  lost: number;
  /** From the first arrival to the last verdict. */
  tallies: readonly Tally[];
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
  const { main, drains, pages, search } = report;
  for (const { page, webMs, databaseMs, bytes } of pages) {
    add(`processor time of a ${page}: web`, webMs, 'ms');
    add('… database', databaseMs, 'ms');
    if (bytes > 0) add('… sent, compressed', bytes / 1000, 'kB');
  }
  for (const step of search) {
    add(`${step.students} students: submitted`, step.tally.submitted / step.seconds, 'submissions/s');
    add('… page, p95', quantile(step, 'page', 0.95), 'ms');
    add('… submit to verdict, p95', quantile(step, 'verdict', 0.95), 'ms');
    add('… errors', step.tally.errorCount, 'errors');
    add('… cores of Gradus and its database', total(step.spent.cpu) / step.spent.seconds, 'cores');
    add('… cores of the load generator', step.spent.cpu.generator / step.spent.seconds, 'cores');
  }
  if (search.length > 0) add('most students with all goals met', held(search)?.students ?? 0, 'students');
  if (main) {
    const { tally, spent, loop, seconds } = main;
    add(`students`, main.students, 'students');
    add('submitted', tally.submitted / seconds, 'submissions/s');
    add('… as often as was meant', (100 * tally.submitted) / ((main.students * report.rate * seconds) / 60), '%');
    add('… in the busiest second', tally.peakPerSecond, 'submissions/s');
    add('errors', errorCount(report), 'errors', 0);
    add('lost', report.lost, 'submissions', 0);
    add('verdicts', tally.verdictsMeanwhile / seconds, 'verdicts/s');
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
  return rows;
}

/** All goals of a run are met. */
export function holds(step: ShiftResult): boolean {
  const inTime = quantile(step, 'verdict', 0.95) <= VERDICT_P95_MS && quantile(step, 'page', 0.95) <= PAGE_P95_MS;
  return inTime && step.tally.errorCount === 0;
}

/** The last step before there were too many. */
function held(search: readonly ShiftResult[]): ShiftResult | undefined {
  const tooMany = search.findIndex((step) => !holds(step));
  return tooMany === -1 ? search.at(-1) : search[tooMany - 1];
}

/** Ten seconds of a run. */
export function courseOf({ from, page, verdict }: Window) {
  const p95 = (timings: Timings) => (timings.count === 0 ? null : Math.round(timings.quantile(0.95)));
  return { from, pages: page.count, pageP95: p95(page), verdicts: verdict.count, verdictP95: p95(verdict) };
}

export function figuresOf(report: Report) {
  const { main, pages, drains, search } = report;
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
    surge: SURGE,
    workers: report.graders,
    pages: pages.map(({ page, webMs, databaseMs, bytes }) => ({
      page,
      webMs: round(webMs),
      databaseMs: round(databaseMs),
      bytes: Math.round(bytes),
    })),
    main: main && {
      minutes: main.seconds / 60,
      submitted: main.tally.submitted,
      perSecond: round(main.tally.submitted / main.seconds),
      verdictsPerSecond: round(main.tally.verdictsMeanwhile / main.seconds),
      peakPerSecond: main.tally.peakPerSecond,
      requestsPerSecond: round(main.tally.requests / main.seconds),
      errors: errorCount(report),
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
    search: search.map((step) => ({
      students: step.students,
      perSecond: round(step.tally.submitted / step.seconds),
      requestsPerSecond: round(step.tally.requests / step.seconds),
      pageMs: times(step.tally.timings.get('page')),
      verdictMs: times(step.tally.timings.get('verdict')),
      errors: step.tally.errorCount,
      eventLoopMs: step.loop && { p99: round(step.loop.p99), max: round(step.loop.max) },
      cores: parts(step.spent.cpu, step.spent.seconds),
    })),
    holdsStudents: held(search)?.students ?? 0,
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

function errorCount({ tallies }: Report): number {
  return tallies.reduce((sum, tally) => sum + tally.errorCount, 0);
}

/** What went wrong, and how often. */
export function errorsOf(tallies: readonly Tally[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const { errors } of tallies) {
    for (const [text, times] of errors) all[text] = (all[text] ?? 0) + times;
  }
  return all;
}

interface Printed {
  machine: ReturnType<typeof describeMachine>;
  results: Row[];
  course: ReturnType<typeof courseOf>[];
  errors: Record<string, number>;
}

export function print(printed: Printed, json: boolean): void {
  const { machine, results, course, errors } = printed;
  if (json) {
    console.log(JSON.stringify(printed, null, 2));
    return;
  }
  console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`);
  for (const { name, value, unit, goal, met } of results) {
    const wanted = goal ? `  goal ${goal.op} ${goal.value}: ${met ? 'met' : 'missed'}` : '';
    console.log(`${name.padEnd(64)} ${value.toFixed(1).padStart(9)} ${unit}${wanted}`);
  }
  for (const { from, pages, pageP95, verdicts, verdictP95 } of course) {
    console.log(
      `from ${from} s: ${pages} pages, p95 ${pageP95 ?? '–'} ms; ${verdicts} verdicts, p95 ${verdictP95 ?? '–'} ms`,
    );
  }
  for (const [text, times] of Object.entries(errors)) console.log(`${times} × ${text}`);
}
