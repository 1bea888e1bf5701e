/** Grades programs of an author through the real server path, and says so when the platform itself fails. */
import type { Bundle } from '../content/bundle';
import type { Verdict } from '../grading/kernel';
import type { Runner } from '../runner';

export interface GradedProgram {
  verdict: Verdict;
  /** The verdict's own text: equal seeds must give equal bytes. */
  text: string;
  ms: number;
}

export interface Grader {
  grade(source: string, seed: string): Promise<GradedProgram>;
  /** The same in a judge that has given other verdicts before. */
  gradeSteadily(source: string, seed: string): Promise<GradedProgram>;
  call(fn: string, input: string): Promise<string>;
}

export interface GraderOptions {
  bundle: Bundle;
  exports: readonly string[];
  signal: AbortSignal;
}

/** @throws Error when the grader had a fault of its own */
export function createGrader(runner: Runner, { bundle, exports, signal }: GraderOptions): Grader {
  const grade = async (source: string, seed: string, steady: boolean): Promise<GradedProgram> => {
    const from = performance.now();
    const outcome = await runner.grade({ bundle: { ...bundle, steady }, source, exports, seed, only: 'all' }, signal);
    const ms = performance.now() - from;
    if (outcome.kind === 'platform-error') throw new Error(outcome.reason);
    return { verdict: JSON.parse(outcome.text) as Verdict, text: outcome.text, ms };
  };
  return {
    grade: (source, seed) => grade(source, seed, false),
    gradeSteadily: (source, seed) => grade(source, seed, true),
    call: (fn, input) => runner.judgeCall(bundle, fn, input, signal),
  };
}
