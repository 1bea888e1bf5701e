/** What the text of the capacity page says in numbers: measured figures, and what follows from them. */
import type { CapacityFigures } from './capacity-figures';

/** € for one core and hour: about twice what large providers ask for shared ones in 2026. */
const EUROS_PER_CORE_HOUR = 0.05;
/** Of a student and course in a term, as Dodona's authors saw it. */
const SUBMISSIONS_PER_STUDENT = 750;
const DEADLINES = 12;
/** Of the submissions before a deadline, in its last hour. */
const IN_LAST_HOUR = 0.1;
/** Against the mean of that hour. */
const BURST = 4;
/** Of planned cores. */
const USE = 0.7;
/** Dodona's, in one day. */
const RECORD = 38_771;

export function capacityWords(figures: CapacityFigures): Record<string, string> {
  const { machine, main, signIn } = figures;
  const { cores, perSecond } = main;
  const serving = cores.web + cores.workers + cores.children + cores.database;
  const perThousand = (of: number) => (1000 * of) / perSecond;
  const euros = (perThousand(serving) / 3600) * EUROS_PER_CORE_HOUR;
  const drained = figures.workersGrowth[0]?.cpuMsPerSubmission;
  const drainedTotal = drained ? drained.workers + drained.children + drained.database : Number.NaN;
  const { web, database, workers, children } = signIn.cpuSeconds;
  return {
    date: figures.measured,
    cores: String(machine.cores),
    cpu: machine.cpu,
    memory: String(machine.memoryGiB),
    node: machine.node,
    workers:
      figures.workers === 0
        ? 'which graded, too'
        : `${figures.workers} worker ${figures.workers === 1 ? 'process' : 'processes'}`,
    students: whole(figures.students),
    rate: String(figures.ratePerMinute),
    busy: whole(100 * figures.busy),
    together: whole(100 * figures.together),
    'all-at-once': short((figures.students * figures.ratePerMinute) / 60),
    requests: whole(main.requestsPerSecond),
    submissions: short(perSecond),
    peak: whole(main.peakPerSecond),
    errors: whole(main.errors),
    lost: whole(main.lost),
    superseded: whole(main.superseded),
    'page-p50': whole(main.pageMs.p50),
    'page-p95': whole(main.pageMs.p95),
    'verdict-p50': whole(main.verdictMs.p50),
    'verdict-p95': whole(main.verdictMs.p95),
    'loop-p99': short(main.eventLoopMs.p99),
    price: EUROS_PER_CORE_HOUR.toFixed(2),
    'cpu-seconds': short(perThousand(serving)),
    euros: money(euros),
    'euros-per-student': money((euros * SUBMISSIONS_PER_STUDENT) / 1000),
    'children-seconds': short(perThousand(cores.children)),
    'workers-seconds': short(perThousand(cores.workers)),
    'web-seconds': short(perThousand(cores.web)),
    'database-seconds': short(perThousand(cores.database)),
    'children-share': whole((100 * cores.children) / serving),
    'sign-in-ms': whole((1000 * (web + database + workers + children)) / signIn.count),
    holds: short(figures.holdsPerSecond),
    first: isWebFirst(figures)
      ? 'The web process, which has one core at most,'
      : 'Grading, which takes all cores there are,',
    'first-there': isWebFirst(figures) ? 'the web' : 'grading',
    'web-students': whole((USE * figures.students) / cores.web),
    'database-ms': short((1000 * cores.database) / perSecond),
    'database-rate': whole((USE * perSecond) / cores.database),
    'drain-database-share': drained ? whole((100 * drained.database) / drainedTotal) : '–',
    'grading-ms': short(drainedTotal),
    'record-minutes': whole(RECORD / figures.holdsPerSecond / 60),
    'generator-cores': short(cores.generator),
    ...Object.fromEntries([100, 10_000, 1_000_000].flatMap((students) => plan(students, figures))),
  };
}

/** Which part is nearest to what it can have: a web process one core, graders all of them less what others use. */
function isWebFirst({ machine, main: { cores } }: CapacityFigures): boolean {
  const others = cores.web + cores.database + cores.generator;
  return cores.web > (cores.children + cores.workers) / Math.max(0.1, machine.cores - others);
}

function plan(students: number, { main: { cores, perSecond } }: CapacityFigures): [string, string][] {
  const hour = (SUBMISSIONS_PER_STUDENT * IN_LAST_HOUR) / DEADLINES / 3600;
  const rate = students * hour * BURST;
  const needed = (of: number) => {
    const count = ((of / perSecond) * rate) / USE;
    return count < 1 ? 'less than 1' : whole(Math.ceil(count));
  };
  return [
    [`rate-${students}`, rate < 10 ? short(rate) : whole(rate)],
    [`cores-${students}`, needed(cores.children + cores.workers)],
    [`web-${students}`, needed(cores.web)],
    [`database-${students}`, needed(cores.database)],
  ];
}

/** A rate of nothing makes no sense of what is divided by it. */
const whole = (value: number): string => (Number.isFinite(value) ? Math.round(value).toLocaleString('en') : '–');
const short = (value: number): string =>
  value >= 100 || value === 0 || Number.isNaN(value) ? whole(value) : value.toFixed(value >= 10 ? 0 : 1);
/** `0.3 cents`, `€1.20`. */
const money = (euros: number): string => (euros < 0.995 ? `${short(100 * euros)} cents` : `€${euros.toFixed(2)}`);
