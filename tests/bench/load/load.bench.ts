/**
 * `npm run bench:load -- [--json] [--students 2000] [--minutes 10] [--rate 1.5] [--search 100,200,400,800]
 * [--workers 1,2,4] [--quick] [--write]`: simulated students against one machine with real PostgreSQL, the production build
 * and worker processes, in about 25 minutes. First how throughput grows with workers, and what a page costs; then how many
 * students the machine carries within the goals; then all of them for ten minutes.
 *
 * Students come one by one, `arrivals` a second, and each hands in `rate` times a minute on average, in bursts of three:
 * 2,000 students, 50 submissions a second. In the last fifth of the ten minutes, before the deadline, they do so twice as
 * often as before. `--write` stores the figures that the capacity page shows.
 */
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { parseEnv } from '@/lib/boot/env';
import { openServices, type Services } from '@/lib/boot/services';
import { buildIfStale } from '../../support/build-if-stale';
import { Crowd } from './crowd';
import { drain, type DrainResult } from './drain';
import { startMachine, type Machine } from './machine';
import { listMix, seeded } from './mix';
import { enrolStudents } from './people';
import { towardsDeadline } from './pace';
import { measurePages } from './page-cost';
import { courseOf, describeMachine, errorsOf, figuresOf, holds, print, toRows, type Report } from './report';
import { countLost, leaveOutProofs } from './stored';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    students: { type: 'string' },
    minutes: { type: 'string' },
    rate: { type: 'string', default: '1.5' },
    /** Students who sign in, a second. */
    arrivals: { type: 'string', default: '10' },
    cold: { type: 'string', default: '0.05' },
    /** Worker processes whose throughput is compared; `none` leaves that out. */
    workers: { type: 'string' },
    /** Worker processes beside the web in the run with students; 0: the web grades. */
    graders: { type: 'string', default: '1' },
    /** Student programs at once in each grading process. */
    concurrency: { type: 'string' },
    /** Numbers of students, tried in this order until there are too many; `none` leaves that out. */
    search: { type: 'string' },
    drain: { type: 'string' },
    nice: { type: 'string', default: '0' },
  },
});
const quick = flags.quick;
const count = Number(flags.students ?? (quick ? 100 : 2000));
const minutes = Number(flags.minutes ?? (quick ? 1 : 10));
const rate = Number(flags.rate);
const graders = Number(flags.graders);
const workerCounts = numbers(flags.workers ?? (quick ? 'none' : '1,2,4'));
const search = numbers(flags.search ?? (quick ? 'none' : '100,200,400,800'));
const drained = Number(flags.drain ?? (quick ? 200 : 400));
const SEARCH_SECONDS = 60;
/** After the last arrival, until all have begun to work. */
const SETTLE_SECONDS = 30;
/** For verdicts of a step that are on their way. */
const WAIT_SECONDS = 10;

if (flags.write && (minutes === 0 || search.length === 0 || workerCounts.length === 0)) {
  throw new Error('--write needs the run with students, the search and the comparison of workers');
}
const say = (line: string): void => console.error(line);
setPriority(Number(flags.nice));

const running: { machine?: Machine; services?: Services } = {};
const cleanUp = async (): Promise<void> => {
  const { machine, services } = running;
  delete running.machine;
  delete running.services;
  await services?.close();
  await machine?.stop();
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    say('stopping');
    void cleanUp().finally(() => process.exit(1));
  });
}

try {
  const report = await measure();
  if (flags.write) {
    writeFileSync('docs/capacity-figures.json', `${JSON.stringify(figuresOf(report), null, 2)}\n`);
    say('wrote docs/capacity-figures.json');
  }
  const course = report.main?.tally.windows.map(courseOf) ?? [];
  print({ machine: describeMachine(), results: toRows(report), course, errors: errorsOf(report.tallies) }, flags.json);
} catch (error) {
  say(running.machine?.logs() ?? '');
  console.error(error);
  process.exitCode = 1;
} finally {
  await cleanUp();
}

async function measure(): Promise<Report> {
  buildIfStale('stderr');
  say('starting PostgreSQL, the web and a worker');
  const machine = await startMachine({
    concurrency: flags.concurrency === undefined ? undefined : Number(flags.concurrency),
  });
  running.machine = machine;
  const services = await openServices(parseEnv({ ...machine.env, GRADER: 'off', LOG_LEVEL: 'silent' }));
  running.services = services;
  const { db } = services;
  // The first worker registers the course.
  await machine.startWorkers(1);
  await leaveOutProofs(db);
  await machine.stopWorkers();
  const emails = await enrolStudents(db, count);
  say(`${count} students are enrolled`);

  const report: Report = {
    students: count,
    rate,
    graders,
    drains: [],
    pages: [],
    search: [],
    main: null,
    lost: 0,
    tallies: [],
  };
  report.drains = await growth(machine, services);
  if (minutes === 0 && search.length === 0) return report;

  if (graders > 0) await machine.startWorkers(graders);
  await machine.startWeb(graders === 0 ? 'inline' : 'off');
  say('what a page costs');
  report.pages = await measurePages(machine, emails[0] ?? '');
  const crowd = new Crowd(machine, { emails, arrivals: Number(flags.arrivals), rate, cold: Number(flags.cold), say });
  const gather = async (students: number): Promise<void> => {
    say(`${students} students: ${((students * rate) / 60).toFixed(1)} submissions a second when all are there`);
    await crowd.grow(students);
    await pause(SETTLE_SECONDS * 1000);
  };
  try {
    for (const students of search) {
      await gather(students);
      const step = await crowd.watch(SEARCH_SECONDS);
      report.search.push(step);
      await pause(WAIT_SECONDS * 1000);
      if (!holds(step)) break;
    }
    if (minutes > 0) {
      await gather(count);
      say(`${minutes} minutes`);
      report.main = await crowd.watch(minutes * 60, (began) => towardsDeadline(began, minutes * 60_000));
    }
    say('all have stopped; waiting for their verdicts');
    await crowd.leave();
    report.lost = await countLost(db, crowd.tallies);
    report.tallies = crowd.tallies;
  } finally {
    crowd.close();
  }
  return report;
}

async function growth(on: Machine, opened: Services): Promise<DrainResult[]> {
  const programs = [...(await listMix()).values()].flat();
  const random = seeded(2);
  const results: DrainResult[] = [];
  for (const workers of workerCounts) {
    // Those that never end are left to the run with students: three of them would decide this one.
    const mix = Array.from({ length: drained }, () => programs[Math.floor(random() * programs.length)])
      .filter((program) => program !== undefined)
      .filter(({ name }) => name !== 'endless');
    say(`${mix.length} submissions, ${workers} worker ${workers === 1 ? 'process' : 'processes'}`);
    results.push(await drain(on, { services: opened, workers, programs: mix }));
    say(`  ${results.at(-1)?.perSecond.toFixed(1)} a second`);
  }
  return results;
}

function numbers(list: string): number[] {
  return list === 'none' ? [] : list.split(',').map(Number);
}
