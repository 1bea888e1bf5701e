/** Why one case failed, as the judge saw it: what diagnosis reasons about. */
import type { Tolerance } from '../exercise/tolerance';
import type { Data } from '../script/script';

export type Failure =
  /** Numbers differ. `got` and `want` are whole answers (or the compared part); `previous` is what was expected a step before. */
  | {
      kind: 'value';
      part: string | null;
      at: string;
      gotAt: number;
      wantAt: number;
      allowed: number;
      got: Data;
      want: Data;
      previous: Data;
      step: number;
      tolerance: Tolerance;
      sizes: { m: number | null; n: number | null };
      mutated: boolean;
    }
  | {
      kind: 'shape';
      part: string | null;
      at: string;
      gotShape: string;
      wantShape: string;
      got: Data;
      want: Data;
      step: number;
    }
  | { kind: 'threw'; name: string; message: string; line: number | null; step: number }
  | { kind: 'invalid'; why: string }
  | { kind: 'missing'; name: string; found: string }
  | { kind: 'timeout' | 'memory-limit' | 'crashed' | 'not-run' }
  | { kind: 'mutated'; argument: number }
  | { kind: 'shares' }
  | { kind: 'second-call'; got: Data; want: Data }
  | { kind: 'did-not-throw'; got: Data }
  /** A law or a custom check said no; its sentence gives no inputs away. */
  | { kind: 'law'; says: string | null; mutated: boolean }
  /** A claimed gradient. `own`: does it miss the student's own loss? Null when the check brings a loss of its own. */
  | { kind: 'gradient'; claimed: string; own: boolean | null; evidence: Extract<Failure, { kind: 'value' }> | null }
  | { kind: 'goal'; says: string }
  | { kind: 'source'; says: string }
  | { kind: 'replay' };

export type ValueFailure = Extract<Failure, { kind: 'value' }>;
export type ShapeFailure = Extract<Failure, { kind: 'shape' }>;
