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
  call(fn: string, input: string): Promise<string>;
}

export interface GraderOptions {
  bundle: Bundle;
  exports: readonly string[];
  signal: AbortSignal;
}

/** @throws Error when the grader had a fault of its own */
export function createGrader(runner: Runner, { bundle, exports, signal }: GraderOptions): Grader {
  return {
    async grade(source, seed) {
      const from = performance.now();
      const outcome = await runner.grade({ bundle, source, exports, seed, only: 'all' }, signal);
      const ms = performance.now() - from;
      if (outcome.kind === 'platform-error') throw new Error(outcome.reason);
      return { verdict: JSON.parse(outcome.text) as Verdict, text: outcome.text, ms };
    },
    call: (fn, input) => runner.judgeCall(bundle, fn, input, signal),
  };
}
