/** What the rest of Gradus knows of the runner: jobs in, verdicts out, and which walls stand. */
import type { GraderId } from './grader';
import type { JudgeBundle } from './judge-pool';
import type { Limits } from './limits';
import type { WallReport } from './walls';

export interface RunnerOptions {
  /** Student children at work at the same time; default: processors less one, at least one. */
  readonly students?: number;
  /** Judge children, one per exercise version in use; default: students and three. */
  readonly judges?: number;
  /**
   * `required` refuses to start unless every wall of the kernel stands; `plain` leaves the kernel out, for tests of the rest.
   * Default: `required` when SANDBOX says so, else `best`.
   */
  readonly sandbox?: 'required' | 'best' | 'plain';
  /** A delegated control group (cgroup v2), which must then hold the children. Default: what GRADUS_CGROUP says. */
  readonly group?: string;
  /** Folder with `node_modules`; default: where the process was started. */
  readonly root?: string;
  /** The children's bundles; default: `dist/student-child.mjs` and `dist/judge-child.mjs` in `root`. */
  readonly studentChild?: string;
  readonly judgeChild?: string;
}

export interface GradeJob {
  readonly bundle: JudgeBundle;
  readonly source: string;
  /** Names that the exercise wants of the source. */
  readonly exports: readonly string[];
  readonly seed: string;
  readonly only: 'open' | 'all';
  readonly limits?: Partial<Limits>;
}

export type GradeOutcome =
  /** JSON of the kernel's verdict. */
  | { readonly kind: 'verdict'; readonly text: string }
  /** Our fault, never the student's: costs no attempt. */
  | { readonly kind: 'platform-error'; readonly reason: string };

export interface Runner {
  readonly walls: WallReport;
  /** Goes with every verdict that it gives. */
  readonly grader: GraderId;
  /** Never rejects for anything that a student can cause. @throws the signal's reason */
  grade(job: GradeJob, signal: AbortSignal): Promise<GradeOutcome>;
  /** Calls one of the bundle's text functions in a fresh context. @throws AppError `runner_failed` */
  judgeCall(bundle: JudgeBundle, fn: string, input: string, signal: AbortSignal): Promise<string>;
  /** Kills all children and waits until they are gone. */
  close(): Promise<void>;
}
