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
  const { machine, main } = figures;
  const held = withinGoals(figures);
  const { cores, perSecond } = held;
  const serving = cores.web + cores.workers + cores.children + cores.database;
  const perThousand = (of: number) => (1000 * of) / perSecond;
  const euros = (perThousand(serving) / 3600) * EUROS_PER_CORE_HOUR;
  const drained = figures.workersGrowth[0]?.cpuMsPerSubmission;
  const drainedTotal = drained ? drained.workers + drained.children + drained.database : Number.NaN;
  const pageMs = (name: string): string => {
    const page = figures.pages.find((one) => one.page === name);
    return page ? whole(page.webMs + page.databaseMs) : '–';
  };
  const asked = (figures.students * figures.ratePerMinute) / 60;
  const needed = (of: number) => whole(Math.ceil(((of / perSecond) * asked) / USE));
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
    rate: String(figures.ratePerMinute),
    'surge-share': whole(100 * figures.surge.share),
    'surge-times': short(figures.surge.times),
    'held-students': whole(figures.holdsStudents),
    'held-rate': short(perSecond),
    'held-requests': whole(held.requestsPerSecond),
    'held-page-p50': whole(held.pageMs.p50),
    'held-page-p95': whole(held.pageMs.p95),
    'held-verdict-p50': whole(held.verdictMs.p50),
    'held-verdict-p95': whole(held.verdictMs.p95),
    students: whole(figures.students),
    minutes: whole(main.minutes),
    asked: short(asked),
    submissions: short(main.perSecond),
    verdicts: short(main.verdictsPerSecond),
    peak: whole(main.peakPerSecond),
    errors: whole(main.errors),
    lost: whole(main.lost),
    superseded: whole(main.superseded),
    declined: whole(main.declined),
    'page-p95': time(main.pageMs.p95),
    'verdict-p95': time(main.verdictMs.p95),
    'needs-grading': needed(cores.children + cores.workers),
    'needs-web': needed(cores.web),
    'needs-database': needed(cores.database),
    'loop-p99': short(held.eventLoopMs.p99),
    price: EUROS_PER_CORE_HOUR.toFixed(2),
    'cpu-seconds': short(perThousand(serving)),
    euros: money(euros),
    'euros-per-student': money((euros * SUBMISSIONS_PER_STUDENT) / 1000),
    'children-seconds': short(perThousand(cores.children)),
    'workers-seconds': short(perThousand(cores.workers)),
    'web-seconds': short(perThousand(cores.web)),
    'database-seconds': short(perThousand(cores.database)),
    'children-share': whole((100 * cores.children) / serving),
    'home-ms': pageMs('course home'),
    'lesson-ms': pageMs('lesson'),
    'workbench-ms': pageMs('workbench'),
    'sign-in-ms': pageMs('sign-in with password'),
    first: isWebFirst(figures)
      ? 'The web process, which has one core at most,'
      : 'Grading, which takes all cores there are,',
    'first-there': isWebFirst(figures) ? 'the web' : 'grading',
    'web-students': whole((USE * held.students) / cores.web),
    'database-ms': short((1000 * cores.database) / perSecond),
    'database-rate': whole((USE * perSecond) / cores.database),
    'drain-database-share': drained ? whole((100 * drained.database) / drainedTotal) : '–',
    'grading-ms': short(drainedTotal),
    'record-minutes': whole(RECORD / perSecond / 60),
    'generator-cores': short(cores.generator),
    ...Object.fromEntries([100, 10_000, 1_000_000].flatMap((students) => plan(students, figures))),
  };
}

/** The run that costs are told from: the largest within the goals, where nobody waits and nothing is replaced unseen. */
function withinGoals({ search, holdsStudents }: CapacityFigures): CapacityFigures['search'][number] {
  const step = search.find(({ students }) => students === holdsStudents) ?? search[0];
  if (!step) throw new Error('docs/capacity-figures.json: expected a run in “search”');
  return step;
}

/** Which part is nearest to what it can have: a web process one core, graders all of them less what others use. */
function isWebFirst(figures: CapacityFigures): boolean {
  const { machine } = figures;
  const { cores } = withinGoals(figures);
  const others = cores.web + cores.database + cores.generator;
  return cores.web > (cores.children + cores.workers) / Math.max(0.1, machine.cores - others);
}

function plan(students: number, figures: CapacityFigures): [string, string][] {
  const { cores, perSecond } = withinGoals(figures);
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
/** `240 ms`, `7.4 s`. */
const time = (ms: number): string => (ms < 995 ? `${whole(ms)} ms` : `${short(ms / 1000)} s`);
