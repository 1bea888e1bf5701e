/** Messages between the page and the browser's judge worker. */
import type { CheckResult, Result } from '@/lib/exercise/result';
import type { OpenPack } from '@/lib/grading/plan';

export interface RunRequest {
  id: number;
  source: string;
  exports: readonly string[];
  pack: OpenPack;
}

export type RunReply =
  /** Sent once, when the judge has been loaded. */
  | { kind: 'ready' }
  | {
      kind: 'judged';
      id: number;
      status: 'graded' | 'student-error';
      summary: string;
      score: number;
      max: number;
      checks: CheckResult[];
      fault?: Result['fault'];
      logs: string;
      notes: readonly string[];
    }
  /** A fault of ours; nothing is said about the code. */
  | { kind: 'failed'; id: number; reason: string };
