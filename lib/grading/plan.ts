/** Checks turned into data: the scripts to run and what is expected. Open checks travel to the browser in this form. */
import type { Tolerance } from '../exercise/tolerance';
import type { Data } from '../script/script';

/** A source rule as data. */
export interface PlainRule {
  pattern: string;
  flags: string;
  says: string;
}

export type Expectation =
  | { kind: 'value'; step: number; part: string | null; want: Data; tolerance: Tolerance }
  | { kind: 'shape'; step: number; want: Data }
  | { kind: 'throws'; step: number }
  | { kind: 'pure'; steps: [number, number]; fresh: boolean; tolerance: Tolerance }
  | { kind: 'instance'; step: number };

/** One case: a script and what must be true of its steps. */
export interface PlannedCase {
  /** Text of `encodeScript`. */
  script: string;
  /** For the reader: `Z = [[3, 1, -3]]`. */
  input: string;
  /** Lengths that a factor may be made of: the rows and the columns of the first array. */
  sizes: { m: number | null; n: number | null };
  expect: Expectation[];
}

export interface PlannedCheck {
  id: string;
  name: string;
  points: number;
  open: boolean;
  hint: string | null;
  cases: PlannedCase[];
  /** Rules on the source text; null for checks that run. */
  source: { must: PlainRule[]; mustNot: PlainRule[] } | null;
}

/** All open checks of an exercise with the answers they expect, as JSON text in the wire form of `lib/script/wire.ts`. */
export interface OpenPack {
  exercise: string;
  hash: string;
  /** `encodePack` / `decodePack` of `lib/grading/pack.ts`. */
  text: string;
}
