/** One job: the judge asks for groups, the student child runs them, until the judge has its verdict. */
import { z } from 'zod';
import { AppError } from '../base/errors';
import { isInVain, type RawGroup, RawGroupSchema, type RawGroupOutcome } from '../script/raw-group';
import { stage } from '../telemetry/metrics';
import type { ChildProcessHandle } from './child-process';
import { JudgeLost, JudgeFailed } from './judge-pool';
import type { JudgePool, JudgeSession } from './judge-pool';
import { LIMITS } from './limits';
import type { Limits } from './limits';
import type { GradeJob, GradeOutcome } from './runner';
import { runGroup } from './student-group';
import type { Doubt, GroupRun } from './student-group';
import type { StudentPool } from './student-pool';

/** By how much limits of the clock are stretched for a group that got too little of the processor; twice that the next time. */
const PATIENCE = 8;
/** In fresh children, before it is left to another time. */
const MAX_REPEATS = 3;

/** After which a child that only waits for the judge goes to whoever has scripts for it; far more than a judge takes to draw. */
const PREPARED_MS = 500;

/** Far more than any kernel asks for; a bundle that asks on and on is broken. */
const MAX_ROUNDS = 50;

const JudgeStepSchema = z.union([
  z.object({ kind: z.literal('done'), verdict: z.looseObject({}) }),
  z.object({ groups: z.array(z.union([RawGroupSchema, z.array(z.string()).transform(allSpoken)])) }),
]);
type JudgeStep = z.infer<typeof JudgeStepSchema>;

export interface Pools {
  readonly students: StudentPool;
  readonly judges: JudgePool;
}

/** @throws the signal's reason, or what the pools throw when no child starts */
export async function grade(pools: Pools, job: GradeJob, signal: AbortSignal): Promise<GradeOutcome> {
  try {
    return await gradeOnce(pools, job, signal);
  } catch (error) {
    if (error instanceof JudgeFailed) return { kind: 'platform-error', reason: error.message };
    if (!(error instanceof JudgeLost)) throw error;
  }
  // The judge's process died under us: once more from the start, with fresh children.
  try {
    return await gradeOnce(pools, job, signal);
  } catch (error) {
    if (error instanceof JudgeFailed || error instanceof JudgeLost)
      return { kind: 'platform-error', reason: error.message };
    throw error;
  }
}

async function gradeOnce(pools: Pools, job: GradeJob, signal: AbortSignal): Promise<GradeOutcome> {
  const judge = await stage('judge.open', () => pools.judges.open(job.bundle, signal));
  const student = createStudent(pools.students, job, signal);
  try {
    const { source, seed, only, exports } = job;
    student.prepare();
    let step = await ask(judge, 'begin', { source, seed, only, exports });
    for (let round = 0; round < MAX_ROUNDS; round++) {
      if ('verdict' in step) return { kind: 'verdict', text: JSON.stringify(step.verdict) };
      const outcomes: RawGroupOutcome[] = [];
      for (const group of step.groups) {
        const run = () => stage('student.group', () => student.run(group));
        outcomes.push(isInVain(group, outcomes) ? notRun(group) : await run());
      }
      signal.throwIfAborted();
      step = await ask(judge, 'next', { outcomes });
    }
    throw new JudgeFailed(`next: still no verdict after ${MAX_ROUNDS} rounds`);
  } finally {
    student.end();
    judge.close();
  }
}

async function ask(judge: JudgeSession, fn: 'begin' | 'next', input: unknown): Promise<JudgeStep> {
  const text = await stage(`judge.${fn}`, () => judge.call(fn, JSON.stringify(input)));
  const step = JudgeStepSchema.safeParse(parseJson(text));
  if (!step.success) throw new JudgeFailed(`${fn}: the judge's answer is malformed: ${z.prettifyError(step.error)}`);
  return step.data;
}

/** Bundles made for graders up to version 2 give lists of scripts, and take of the logs what they may show. */
function allSpoken(scripts: string[]): RawGroup {
  return { scripts, spoken: scripts.length, last: false };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Student {
  /** Has a child that nobody else needs compile the program, while the judge draws inputs. */
  prepare(): void;
  run(group: RawGroup): Promise<RawGroupOutcome>;
  end(): void;
}

let nextId = 0;

function notRun({ scripts }: RawGroup): RawGroupOutcome {
  return { load: { kind: 'loaded', notes: [] }, scripts: scripts.map(() => ({ kind: 'not-run' })), logs: '' };
}

/** The student's side of one job: holds a child until the end, and changes it when it gets dirty. */
function createStudent(pool: StudentPool, job: GradeJob, signal: AbortSignal): Student {
  const limits: Limits = { ...LIMITS, ...job.limits };
  let child: ChildProcessHandle | undefined;
  let failedLoad: RawGroupOutcome | undefined;
  let losses = 0;
  let hasAnswered = false;
  let leftMs = limits.totalMs;
  let leftBytes = limits.outputBytes;
  let mayCrash = true;
  let patience = 1;
  /** The child compiles the program, or has, and hasn't said what became of it. */
  let isUntold = false;
  let watch: NodeJS.Timeout | undefined;

  const release = (dirty: boolean): void => {
    child?.watchMemory(false);
    if (child) pool.release(child, dirty || isUntold);
    child = undefined;
    isUntold = false;
  };

  const runOnce = async (group: RawGroup, oneByOne = false): Promise<GroupRun> => {
    child ??= await pool.acquire(signal);
    const { scriptMs, heapMiB } = limits;
    const { scripts: all, spoken } = group;
    // Open checks and hidden ones have their time each, also when they share an isolate.
    const parts = spoken > 0 && spoken < all.length ? 2 : 1;
    const groupMs = Math.max(1, Math.min(parts * limits.groupMs, leftMs));
    const request = {
      type: 'group' as const,
      id: nextId++,
      source: job.source,
      exports: job.exports,
      scripts: all,
      spoken,
      limits: { scriptMs, groupMs, heapMiB, outputBytes: leftBytes },
      oneByOne,
      patience,
    };
    let dirty = true;
    const start = performance.now();
    const before = child.computedMs();
    try {
      const run = await runGroup(child, request, signal);
      isUntold = false;
      dirty = run.dirty;
      const tookMs = performance.now() - start;
      const computedMs = (child.computedMs() ?? Infinity) - (before ?? 0);
      // Time that others had the processor is not the program's.
      if (!run.doubt) leftMs -= dirty ? tookMs / patience : Math.min(tookMs, computedMs);
      return run;
    } finally {
      if (dirty) release(true);
    }
  };

  /** Whether there is another run before anybody is blamed. */
  const mayRepeat = (doubt: Doubt, repeats: number): boolean => {
    if (doubt !== 'crashed') return repeats < MAX_REPEATS;
    // Dying twice without anybody's help is the program's own doing.
    const may = mayCrash;
    mayCrash = false;
    return may;
  };

  const isTooLarge = (): boolean => Buffer.byteLength(job.source) > limits.sourceBytes;

  return {
    prepare() {
      child = isTooLarge() ? undefined : pool.takeFree();
      isUntold = child !== undefined;
      child?.watchMemory(true);
      child?.send({ type: 'program', source: job.source, exports: job.exports });
      watch = setInterval(() => {
        if (child && pool.isWanted()) release(true);
      }, PREPARED_MS);
    },
    async run(group) {
      clearInterval(watch);
      // A program that does not load does not load in the next isolate either.
      if (failedLoad) return { ...failedLoad, logs: '' };
      if (isTooLarge()) return tooLarge(limits);
      if (leftMs <= 0 || leftBytes <= 0 || losses >= (hasAnswered ? limits.losses : limits.fruitlessLosses)) {
        return notRun(group);
      }
      let run = await runOnce(group);
      for (let repeats = 0; run.doubt && mayRepeat(run.doubt, repeats); repeats++) {
        if (run.doubt === 'starved') patience = patience === 1 ? PATIENCE : 2 * patience;
        run = withLogs(await runOnce(group, true), run.outcome.logs);
      }
      if (run.doubt === 'killed' || run.doubt === 'starved') throw unfit(run.doubt);
      const { outcome } = run;
      for (const script of outcome.scripts) if (script.kind === 'ran') leftBytes -= script.text.length;
      if (outcome.load.kind !== 'loaded') failedLoad = outcome;
      losses += outcome.scripts.filter(({ kind }) => kind !== 'ran' && kind !== 'not-run').length;
      hasAnswered ||= outcome.scripts.some(({ kind }) => kind === 'ran');
      return outcome;
    },
    end() {
      clearInterval(watch);
      release(false);
    },
  };
}

/** An isolate that is ended by the processor's time takes what was printed along: an earlier run has printed the same. */
function withLogs(run: GroupRun, logs: string): GroupRun {
  return run.outcome.logs === '' ? { ...run, outcome: { ...run.outcome, logs } } : run;
}

/** Nothing about the program: another machine, or this one later, will tell. */
function unfit(doubt: 'killed' | 'starved'): AppError {
  const message =
    doubt === 'killed'
      ? 'student children are killed by somebody else, again and again'
      : 'student children get no time on a processor';
  return new AppError('runner_failed', { message });
}

function tooLarge(limits: Limits): RawGroupOutcome {
  const message = `Your program is longer than ${Math.floor(limits.sourceBytes / 1000)} kB.`;
  return { load: { kind: 'syntax-error', message, line: 1, column: 1 }, scripts: [], logs: '' };
}
