/**
 * `npm run bench:load -- [--json] [--students 2000] [--minutes 10] [--rate 1.5] [--busy 0.33] [--workers 1,2,4] [--quick]
 * [--write]`: simulated students against one machine with real PostgreSQL, the production build and worker processes. First
 * how throughput grows with workers; then everybody for ten minutes; then at which rate the machine saturates.
 *
 * Students hand in `rate` times a minute while they are in a burst of three submissions, and read in between: `busy` is the
 * share of their time that bursts take, `together` that of students who begin theirs within the same quarter of the time.
 * `--busy 1` has them hand in without a rest: 2,000 students, 50 submissions a second.
 * `--write` stores the figures that the capacity page shows.
 */
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { parseArgs } from 'node:util';
import { parseEnv } from '@/lib/boot/env';
import { openServices, type Services } from '@/lib/boot/services';
import { buildIfStale } from '../../support/build-if-stale';
import { Crowd } from './crowd';
import { drain, type DrainResult } from './drain';
import { startMachine, type Machine } from './machine';
import { listMix, seeded } from './mix';
import { enrolStudents } from './people';
import { describeMachine, errorsOf, figuresOf, isHopeless, print, toRows, type Report } from './report';
import { countLost, leaveOutProofs } from './stored';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    students: { type: 'string' },
    minutes: { type: 'string' },
    rate: { type: 'string', default: '1.5' },
    busy: { type: 'string', default: '0.3333' },
    together: { type: 'string', default: '0.25' },
    ramp: { type: 'string' },
    cold: { type: 'string', default: '0.05' },
    /** Worker processes whose throughput is compared; `none` leaves that out. */
    workers: { type: 'string' },
    /** Worker processes beside the web in the run with students; 0: the web grades. */
    graders: { type: 'string', default: '1' },
    /** Student programs at once in each grading process. */
    concurrency: { type: 'string' },
    /** Submissions a second, tried one after the other; `none` leaves that out. */
    steps: { type: 'string' },
    drain: { type: 'string' },
    nice: { type: 'string', default: '0' },
  },
});
const quick = flags.quick;
const count = Number(flags.students ?? (quick ? 100 : 2000));
const minutes = Number(flags.minutes ?? (quick ? 1 : 10));
const rate = Number(flags.rate);
const busy = Number(flags.busy);
const gapSeconds = 60 / rate;
const together = Number(flags.together);
const rampSeconds = Number(flags.ramp ?? Math.max(10, count / 16));
const graders = Number(flags.graders);
const workerCounts = numbers(flags.workers ?? (quick ? 'none' : '1,2,4'));
const steps = numbers(flags.steps ?? (quick ? 'none' : '10,20,30,40,50,60'));
const drained = Number(flags.drain ?? (quick ? 200 : 1200));
const STEP_SECONDS = 60;

if (flags.write && (minutes === 0 || steps.length === 0 || workerCounts.length === 0)) {
  throw new Error('--write needs the run with students, its steps and the comparison of workers');
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
  print({ machine: describeMachine(), results: toRows(report), errors: errorsOf(report) }, flags.json);
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
    busy,
    together,
    graders,
    drains: [],
    steps: [],
    lost: 0,
    ramp: null,
    main: null,
  };
  report.drains = await growth(machine, services);

  if (minutes > 0 || steps.length > 0) {
    if (graders > 0) await machine.startWorkers(graders);
    await machine.startWeb(graders === 0 ? 'inline' : 'off');
    const crowd = new Crowd(machine, { emails, rampSeconds, cold: Number(flags.cold), say });
    try {
      say(`${count} students sign in with their passwords over ${Math.round(rampSeconds)} s`);
      report.ramp = await crowd.signIn();
      if (minutes > 0) {
        const perSecond = (count * rate * busy) / 60;
        say(`${minutes} minutes at ${perSecond.toFixed(1)} submissions a second on average`);
        report.main = await crowd.work({ seconds: minutes * 60, perSecond, gapSeconds, together });
        report.lost = await countLost(db, report.main.tally);
      }
      for (const perSecond of steps) {
        say(`a minute at ${perSecond} submissions a second`);
        const result = await crowd.work({ seconds: STEP_SECONDS, perSecond, gapSeconds, together: 0 });
        report.steps.push({ perSecond, ...result });
        if (isHopeless(result)) break;
      }
    } finally {
      crowd.close();
    }
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
