/** Checks turned into data: the scripts to run and what is expected. Open checks travel to the browser in this form. */
import type { Data, Script } from '../script/script';

export interface Tolerance {
  rtol: number;
  atol: number;
  /** `array`: |e| is max(|eᵢ|, ‖e‖∞/100) over the array, so that cancellation near 0 isn't punished. */
  relativeTo: 'element' | 'array';
}

export type Expectation =
  | { kind: 'value'; step: number; part: string | null; want: Data; tolerance: Tolerance }
  | { kind: 'shape'; step: number; want: Data }
  | { kind: 'throws'; step: number }
  | { kind: 'pure'; steps: [number, number]; fresh: boolean }
  | { kind: 'instance'; step: number }
  | { kind: 'source'; must: { pattern: string; flags: string; says: string }[]; mustNot: { pattern: string; flags: string; says: string }[] };

/** One case: a script and what must be true of its steps. */
export interface PlannedCase {
  script: Script;
  expect: Expectation[];
}

export interface PlannedCheck {
  id: string;
  name: string;
  points: number;
  open: boolean;
  hint: string | null;
  cases: PlannedCase[];
}

/** All open checks of an exercise with the answers they expect, as JSON text in the wire form of `lib/script/wire.ts`. */
export interface OpenPack {
  exercise: string;
  hash: string;
  /** `encodePack` / `decodePack` of `lib/grading/pack.ts`. */
  text: string;
}
