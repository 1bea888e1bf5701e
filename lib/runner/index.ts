/** Runs code that nobody trusts; knows nothing of courses. */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { AppError } from '../base/errors';
import { grade } from './grade';
import { identifyGrader } from './grader';
import { buildJail } from './jail';
import { createJudgePool, JudgeFailed, JudgeLost } from './judge-pool';
import type { JudgeBundle, JudgePool } from './judge-pool';
import type { Runner, RunnerOptions } from './runner';
import { createStudentPool } from './student-pool';
import type { WallReport } from './walls';

export { canGrade, GRADER_VERSION } from './grader';
export type { GraderId } from './grader';
export type { GradeOutcome, Runner, RunnerOptions } from './runner';
export type { JudgeBundle } from './judge-pool';
export type { Limits } from './limits';
export { missingOfRequired } from './walls';
export type { WallReport } from './walls';

/**
 * Finds out which walls stand, then starts the children.
 * @throws AppError `runner_failed` when no child works here, when `sandbox` is required and a wall of the kernel is missing,
 * or when the named control group doesn't hold the children
 */
export async function createRunner(options: RunnerOptions = {}): Promise<Runner> {
  const files = filesOf(options);
  const size = options.students ?? Math.max(1, availableParallelism() - 1);
  const judgeCount = options.judges ?? size + 3;
  const jail = await buildJail({
    ...files,
    sandbox: options.sandbox ?? (process.env.SANDBOX === 'required' ? 'required' : 'best'),
    group: groupOf(options),
    // One spare of each, and as many again that are being replaced.
    children: 2 * (size + 1) + judgeCount + 1,
  });
  const students = createStudentPool(jail.student, size);
  const judges = createJudgePool(jail.judge, judgeCount);
  return {
    walls: jail.walls,
    grader: identifyGrader(files),
    grade: (job, signal) => grade({ students, judges }, job, signal),
    judgeCall: (bundle, fn, input, signal) => callJudge(judges, { bundle, fn, input }, signal),
    close: async () => {
      await Promise.all([students.close(), judges.close()]);
      jail.close();
    },
  };
}

/**
 * Which walls would stand, without a child that stays.
 * @throws AppError `runner_failed` when no child works here, or not in the named control group
 */
export async function inspectWalls(options: RunnerOptions = {}): Promise<WallReport> {
  const sandbox = options.sandbox ?? 'best';
  const jail = await buildJail({ ...filesOf(options), sandbox, group: groupOf(options) });
  jail.close();
  return jail.walls;
}

function groupOf({ group = process.env.GRADUS_CGROUP }: RunnerOptions): string | undefined {
  return group === '' ? undefined : group;
}

function filesOf(options: RunnerOptions): { root: string; studentChild: string; judgeChild: string } {
  const root = options.root ?? process.cwd();
  return {
    root,
    studentChild: options.studentChild ?? path.join(root, 'dist', 'student-child.mjs'),
    judgeChild: options.judgeChild ?? path.join(root, 'dist', 'judge-child.mjs'),
  };
}

async function callJudge(
  judges: JudgePool,
  what: { bundle: JudgeBundle; fn: string; input: string },
  signal: AbortSignal,
): Promise<string> {
  const callOnce = async (): Promise<string> => {
    const judge = await judges.open(what.bundle, signal);
    try {
      return await judge.call(what.fn, what.input);
    } finally {
      judge.close();
    }
  };
  try {
    try {
      return await callOnce();
    } catch (error) {
      if (!(error instanceof JudgeLost)) throw error;
      return await callOnce();
    }
  } catch (error) {
    if (!(error instanceof JudgeLost || error instanceof JudgeFailed)) throw error;
    throw new AppError('runner_failed', { message: error.message, cause: error });
  }
}
