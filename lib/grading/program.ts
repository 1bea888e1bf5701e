/** The author's programs inside the judge: reference and named wrong solutions, run by the same interpreter as students'. */
import { createInterpreter } from '../script/interpreter';
import type { Observation } from '../script/script';
import { decodeSteps } from '../script/wire';

/** Evaluates a program anew, so that nothing it keeps survives from one submission to the next. */
export type LoadProgram = () => Record<string, unknown>;

export interface WrongSolution {
  /** Its file's name: the code of the diagnosis. */
  readonly name: string;
  /** For the student: the idea, not the code. */
  readonly says: string;
  readonly load: LoadProgram;
}

/** One program, evaluated once. */
export interface Instance {
  run(scriptText: string): Observation[];
}

const interpreter = createInterpreter();

export function instantiate(load: LoadProgram): Instance {
  const run = observer(load);
  return { run: (scriptText) => decodeSteps(run(scriptText)) };
}

/** Like `instantiate`, with observations as the text that crosses borders. */
export function observer(load: LoadProgram): (scriptText: string) => string {
  const exports = load();
  return (scriptText) => interpreter.run(exports, scriptText);
}

/** The names of the parameters of an export, as its source has them. */
export function parameterNames(exports: Record<string, unknown>, name: string): string[] {
  const value = exports[name];
  if (typeof value !== 'function') return [];
  const source = Function.prototype.toString.call(value);
  const list = /^class\b/.test(source)
    ? /\bconstructor\s*\(([^)]*)\)/.exec(source)?.[1]
    : /^[^(]*\(([^)]*)\)/.exec(source)?.[1];
  return (list ?? '').split(',').map((part) => /^\s*(?:\.\.\.)?([A-Za-z_$][\w$]*)/.exec(part)?.[1] ?? '');
}
