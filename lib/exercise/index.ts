/** What the files of an exercise may import. */
export { defineChecks } from './define-checks';
export { allClose } from './tolerance';
export type { CustomOutcome } from './checks';
export type { Draw } from './draw';
export type { Observation, Script, ScriptOutcome, Step } from '../script/script';
