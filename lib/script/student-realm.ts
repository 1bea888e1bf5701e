/** The student's side of the language: loads a compiled submission and runs scripts on it. Isolate and Web Worker use it. */
import { createInterpreter, threw } from './interpreter';
import { apply } from './primordials';
import { SUBMISSION_FILE } from './submission-file';

export interface StudentRealm {
  /** Evaluates the code that `compileSubmission` made; returns text for `decodeLoad`. */
  load(code: string): string;
  /** Executes one script; returns text for `decodeSteps`. */
  run(scriptText: string): string;
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
  return {
    load(code) {
      try {
        exports = apply(evaluate, undefined, [`${code}\n//# sourceURL=${SUBMISSION_FILE}`]) as Record<string, unknown>;
        return '{"k":"l"}';
      } catch (error) {
        return threw(error);
      }
    },
    run: (scriptText) => interpreter.run(exports, scriptText),
    logs: () => interpreter.logs(),
  };
}
