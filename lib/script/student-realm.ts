/** The student's side of the language: loads a compiled submission and runs scripts on it. Isolate and Web Worker use it. */
import { createInterpreter } from './interpreter';
import { apply } from './primordials';
import { SUBMISSION_FILE } from './submission-file';
import { threw } from './thrown';

export interface StudentRealm {
  /** Evaluates the code that `compileSubmission` made; returns text for `decodeLoad`. */
  load(code: string): string;
  /** Executes one script; returns text for `decodeSteps`. */
  run(scriptText: string): string;
  /**
   * What `load` or `run` last answered, empty when it did not come to an answer. For hosts that get an error in place of the
   * answer when the program leaves a rejected promise behind.
   */
  last(): string;
  logs(): string;
}

/** What a submission finds neither on the server nor in the browser, so that it behaves alike in both. */
const ABSENT = ['WebAssembly', 'SharedArrayBuffer', 'Atomics', 'FinalizationRegistry', 'WeakRef'] as const;

/** Create it before any student code runs, once per realm. */
export function createStudentRealm(global: { console?: object; eval: (code: string) => unknown }): StudentRealm {
  for (const name of ABSENT) Reflect.deleteProperty(global, name);
  const interpreter = createInterpreter(global.console === undefined ? {} : { console: global.console });
  // Called through a variable, eval is indirect: the code sees the global scope and nothing of this one.
  const evaluate = global.eval;
  let exports: Record<string, unknown> = {};
  let last = '';
  /** Stays true when a script is ended from outside, so that those asked for together with it don't run. */
  let isCut = false;
  return {
    load(code) {
      last = '';
      try {
        exports = apply(evaluate, undefined, [`${code}\n//# sourceURL=${SUBMISSION_FILE}`]) as Record<string, unknown>;
        last = '{"k":"l"}';
      } catch (error) {
        last = threw(error);
      }
      return last;
    },
    run(scriptText) {
      if (isCut) return '';
      isCut = true;
      last = '';
      last = interpreter.run(exports, scriptText);
      isCut = false;
      return last;
    },
    last: () => last,
    logs: () => interpreter.logs(),
  };
}
