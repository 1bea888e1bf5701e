/** What the files of an exercise may import. */
export { defineChecks } from './define-checks';
export { allClose, TIERS } from './tolerance';
export type { Tolerance } from './tolerance';
export type {
  AnyCall,
  Check,
  Checks,
  CustomOutcome,
  CustomRun,
  Kit,
  Metric,
  Near,
  SessionBuilder,
  Tier,
} from './checks';
export type { Draw, Tensor } from './draw';
export type { Arg, Callback, Data, Observation, Script, ScriptOutcome, Step } from '../script/script';
