/** Regrades an exercise from the terminal: what would change, to whom, and on demand the change itself. */
import { UsageError } from '../authoring/workshop';
import { AppError } from '../base/errors';
import { changeVerdicts, gradeAgain, type RegradeCounts } from '../features/submissions/regrade';
import {
  listTargets,
  type Points,
  type RegradeTarget,
  type StudentRegrade,
} from '../features/submissions/regrade.store';
import type { Env } from './env';
import type { Printing } from './replay';
import { openServices } from './services';
import { startWorker } from './worker';

export interface Regrade {
  exercise: string;
  course?: string | undefined;
  /** Nothing is changed without it. */
  apply?: 'raises' | 'all' | undefined;
}

/** The process that runs the command grades, too: it needs no other, and students who hand in meanwhile go first. */
const CONCURRENCY = 2;

/** The exit status: 0, or 2 when some could not be graded. */
export async function regradeStored(env: Env, what: Regrade, printing: Printing): Promise<number> {
  const services = await openServices({ ...env, grader: 'inline', logLevel: 'error' }).catch((error: unknown) => {
    throw error instanceof AppError ? new UsageError(error.message) : error;
  });
  const { runner, database } = services;
  const stop = new AbortController();
  const onSignal = () =>
    stop.abort(new UsageError('Stopped. What was graded is kept; the same command goes on from there.'));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    if (!runner) throw new Error('a process that grades has a runner');
    const target = await targetOf(services, what, runner.grader.version);
    const alone = database.kind === 'pglite';
    const worker = await startWorker({ ...services, runner }, { concurrency: CONCURRENCY, alone, kind: 'worker' });
    try {
      const began = performance.now();
      const counts = await gradeAgain(services, target, {
        signal: stop.signal,
        onProgress: (done, of) => process.stderr.isTTY && process.stderr.write(`\r${done} of ${of} graded `),
      });
      if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
      const seconds = (performance.now() - began) / 1000;
      const { apply } = what;
      const how = { only: apply ?? 'all', dryRun: apply === undefined };
      const report = await tell(changeVerdicts(services, target, how), printing);
      printing.print(
        printing.json
          ? JSON.stringify({ summary: { ...namesOf(target), ...counts, ...report, applied: apply ?? null } })
          : summary(target, { counts, seconds, report, apply }),
      );
      return counts.failed > 0 ? 2 : 0;
    } finally {
      worker.stop();
    }
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await services.close();
  }
}

async function targetOf(
  { db }: Parameters<typeof gradeAgain>[0],
  { exercise, course }: Regrade,
  graderVersion: number,
): Promise<RegradeTarget> {
  const [target, ...others] = await listTargets(db, { exercise, course, graderVersion });
  if (!target) {
    const where = course === undefined ? 'in any course' : `in ${course}`;
    throw new UsageError(`there is no exercise ${exercise} in force ${where}`);
  }
  if (others.length === 0) return target;
  const courses = [target, ...others].map((one) => one.course).join(', ');
  throw new UsageError(`${exercise} is in more than one course: say which with --course, one of ${courses}`);
}

interface Report {
  higher: number;
  lower: number;
  /** The same points, and something else to read. */
  reworded: number;
  same: number;
  grades: { higher: number; lower: number };
}

/** A line for each submission whose points change. */
async function tell(students: ReturnType<typeof changeVerdicts>, printing: Printing): Promise<Report> {
  const report: Report = { higher: 0, lower: 0, reworded: 0, same: 0, grades: { higher: 0, lower: 0 } };
  for await (const { student, changes, grade } of students) {
    for (const { readsTheSame, ...change } of changes) {
      const way = wayOf(change.before, change.after);
      if (way !== 'same') report[way]++;
      else if (readsTheSame) report.same++;
      else report.reworded++;
      if (printing.json) printing.print(JSON.stringify({ submission: change.id, student, ...change, readsTheSame }));
      else if (way !== 'same')
        printing.print(`${change.id}  ${wordsOf(change.before)} → ${wordsOf(change.after)}  ${way}`);
    }
    const way = gradeWay(grade);
    if (way !== 'same') report.grades[way]++;
  }
  return report;
}

function wayOf(before: Points, after: Points): 'higher' | 'lower' | 'same' {
  const [was, is] = [before, after].map(({ score, max }) => (max > 0 ? score / max : 0));
  if (was === undefined || is === undefined || was === is) return 'same';
  return is > was ? 'higher' : 'lower';
}

function gradeWay({ before, after }: StudentRegrade['grade']): 'higher' | 'lower' | 'same' {
  return before && after ? wayOf(before, after) : 'same';
}

const wordsOf = ({ score, max }: Points): string => `${Math.round(score * 100) / 100} of ${max}`;

const namesOf = ({ course, exercise, hash, graderVersion }: RegradeTarget) => ({
  course,
  exercise,
  hash,
  graderVersion,
});

const HASH_SHOWN = 12;

function summary(
  { course, exercise, hash, graderVersion }: RegradeTarget,
  {
    counts,
    seconds,
    report,
    apply,
  }: { counts: RegradeCounts; seconds: number; report: Report; apply: Regrade['apply'] },
): string {
  const { all, inForce, known, graded, failed } = counts;
  const head = `${exercise} in ${course}, by the version in force (${hash.slice(0, HASH_SHOWN)}) and grader ${graderVersion}:`;
  if (inForce === all) return `${head}\nNothing to do: of ${all} submissions with a verdict each has this one.`;
  const { higher, lower, reworded, same, grades } = report;
  const took = Math.round(seconds * 10) / 10;
  const lines = [
    head,
    `${all} submissions with a verdict: ${inForce} with this one, ${known} graded like this before, ${graded} graded now in ${took} s.`,
    `${apply === undefined ? 'Points would change' : 'Points changed'}: ${higher} up, ${lower} down. The same points: ${same} as before, ${reworded} in other words.`,
    `Students' grades: ${grades.higher} up, ${grades.lower} down.`,
  ];
  if (failed > 0) lines.push(`${failed} not graded, by a fault of the platform: the same command tries them again.`);
  if (apply === undefined && higher + lower + reworded + same > 0) {
    lines.push('Nothing was changed. --apply raises puts in force what takes no points away, --apply all everything.');
  }
  return lines.join('\n');
}
