/** Regrades an exercise from the terminal: what would change, to whom, and on demand the change itself. */
import { ensureChildren, UsageError } from '../authoring/workshop';
import type { SubmissionId } from '../base/ids';
import { directionOf, type Points } from '../features/submissions/put-in-force.store';
import { changeVerdicts, gradeAgain, TargetReplaced, type RegradeCounts } from '../features/submissions/regrade';
import { listTargets, type RegradeTarget } from '../features/submissions/regrade.store';
import { canGrade, GRADER_VERSION } from '../runner';
import type { Env } from './env';
import { openAsItIs, type Printing } from './replay';
import { openServices, type Services } from './services';
import { startWorker } from './worker';

export interface Regrade {
  exercise: string;
  course?: string | undefined;
  /** Nothing is changed without it. */
  apply?: 'raises' | 'all' | undefined;
}

const STOPPED =
  'Stopped. What was graded is kept, and so is what was put in force; the same command goes on from there.';
const AGAIN = 'The exercise was changed meanwhile. The same command starts over by the version that is in force now.';

/** The exit status: 0, or 2 when some could not be graded. */
export async function regradeStored(env: Env, what: Regrade, printing: Printing): Promise<number> {
  await (await openAsItIs(env)).close();
  ensureChildren();
  const services = await openServices({ ...env, grader: 'inline', logLevel: 'error' }).catch((error: unknown) => {
    throw error instanceof Error ? new UsageError(error.message) : error;
  });
  const stop = new AbortController();
  const onSignal = () => stop.abort(new UsageError(STOPPED));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    return await regrade(services, what, { printing, signal: stop.signal });
  } catch (error) {
    throw error instanceof TargetReplaced ? new UsageError(AGAIN) : error;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await services.close();
  }
}

interface Means {
  printing: Printing;
  signal: AbortSignal;
}

async function regrade(services: Services, what: Regrade, { printing, signal }: Means): Promise<number> {
  const { runner, database } = services;
  if (!runner) throw new Error('a process that grades has a runner');
  const target = await targetOf(services, what);
  const { apply } = what;
  // It needs no other grader than this process; students who hand in meanwhile go first.
  const options = { concurrency: 2, alone: database.kind === 'pglite', kind: 'worker' } as const;
  const worker = await startWorker({ ...services, runner }, options);
  try {
    const began = performance.now();
    const counts = await gradeAgain(services, target, { signal, onProgress: showProgress });
    const seconds = (performance.now() - began) / 1000;
    const how = { only: apply ?? 'all', dryRun: apply === undefined, signal };
    const report = await tell(changeVerdicts(services, target, how), printing);
    const { course, exercise, hash, graderVersion } = target;
    const names = { course, exercise, hash, graderVersion };
    printing.print(
      printing.json
        ? JSON.stringify({ summary: { ...names, ...counts, ...report, applied: apply ?? null } })
        : summary(target, { counts, seconds, report, apply }),
    );
    return counts.failed.length > 0 ? 2 : 0;
  } finally {
    worker.stop();
  }
}

/** On one line of the terminal, gone at the end. */
function showProgress(done: number, of: number): void {
  if (process.stderr.isTTY) process.stderr.write(done < of ? `\r${done} of ${of} graded ` : '\r\u001B[K');
}

async function targetOf({ db }: Services, { exercise, course }: Regrade): Promise<RegradeTarget> {
  const [target, ...others] = await listTargets(db, { exercise, course, graderVersion: GRADER_VERSION });
  if (!target) {
    const where = course === undefined ? 'in any course' : `in ${course}`;
    throw new UsageError(`there is no exercise ${exercise} in force ${where}`);
  }
  if (others.length > 0) {
    const courses = [target, ...others].map((one) => one.course).join(', ');
    throw new UsageError(`${exercise} is in more than one course: say which with --course, one of ${courses}`);
  }
  if (canGrade(target.bundleGrader)) return target;
  const versions = `grader ${target.bundleGrader}, this is grader ${GRADER_VERSION}`;
  throw new UsageError(
    `${exercise} was registered by a newer release, for ${versions}: run the command of that release`,
  );
}

interface Report {
  up: number;
  down: number;
  /** The same points, and something else to read. */
  reworded: number;
  same: number;
  grades: { up: number; down: number };
}

/** A line for each submission whose points change. */
async function tell(students: ReturnType<typeof changeVerdicts>, printing: Printing): Promise<Report> {
  const report: Report = { up: 0, down: 0, reworded: 0, same: 0, grades: { up: 0, down: 0 } };
  for await (const { student, changes, grade } of students) {
    for (const { id, attempt, before, after, readsTheSame } of changes) {
      const way = directionOf({ before, after });
      report[way === 'same' && !readsTheSame ? 'reworded' : way]++;
      if (printing.json)
        printing.print(JSON.stringify({ submission: id, student, attempt, before, after, readsTheSame }));
      else if (way !== 'same') printing.print(`${id}  ${wordsOf(before)} → ${wordsOf(after)}  ${way}`);
    }
    const { before, after } = grade;
    const way = before && after ? directionOf({ before, after }) : 'same';
    if (way !== 'same') report.grades[way]++;
  }
  return report;
}

const wordsOf = ({ score, max }: Points): string => `${Math.round(score * 100) / 100} of ${max}`;

const HASH_SHOWN = 12;
const FAILED_SHOWN = 5;

interface Outcome {
  counts: RegradeCounts;
  seconds: number;
  report: Report;
  apply: Regrade['apply'];
}

function summary(
  { course, exercise, hash, graderVersion }: RegradeTarget,
  { counts, seconds, report, apply }: Outcome,
): string {
  const { all, inForce, known, graded, failed, without } = counts;
  const { up, down, reworded, same, grades } = report;
  const lines = [
    `${exercise} in ${course}, by the version in force (${hash.slice(0, HASH_SHOWN)}) and grader ${graderVersion}:`,
  ];
  if (inForce === all) {
    lines.push(`Nothing to do: of ${all} submissions with a verdict each has this one.`);
  } else {
    const took = Math.round(seconds * 10) / 10;
    const changed = apply === undefined ? 'Points would change' : 'Points changed';
    lines.push(
      `${all} submissions with a verdict: ${inForce} with this one, ${known} graded like this before, ${graded} graded now in ${took} s.`,
      `${changed}: ${up} up, ${down} down. The same points: ${same} as before, ${reworded} in other words.`,
      `Students' grades: ${grades.up} up, ${grades.down} down.`,
    );
  }
  if (without > 0) {
    lines.push(`${without} without a verdict will have one by an earlier version: run this again when they do.`);
  }
  if (failed.length > 0) lines.push(wordsOfFailed(failed));
  if (apply === undefined && inForce < all) {
    lines.push('Nothing was changed. --apply raises puts in force what takes no points away, --apply all everything.');
  }
  return lines.join('\n');
}

function wordsOfFailed(failed: readonly SubmissionId[]): string {
  const shown = failed.slice(0, FAILED_SHOWN).join(', ');
  const more = failed.length > FAILED_SHOWN ? ', …' : '';
  return (
    `${failed.length} not graded (${shown}${more}), by a fault of the platform, which the graders' log names, or because ` +
    `graders of an earlier release still run. The same command tries them again.`
  );
}
