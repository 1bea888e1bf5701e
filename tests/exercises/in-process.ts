/** Grades inside the test's own process: the judge's bundle and the submission in two `node:vm` contexts. For trusted code only. */
import vm from 'node:vm';
import { compileSubmission } from '@/lib/script/compile';
import { createInterpreter } from '@/lib/script/interpreter';
import type { RawGroup, RawGroupOutcome } from '@/lib/script/raw-group';
import type { BeginInput, Judge, NextOutput, Verdict } from '@/lib/grading/kernel';

/** The judge of a bundle, in a context of its own. */
export function loadJudge(code: string): Judge {
  const context = vm.createContext({});
  vm.runInContext(code, context, { filename: 'judge.js' });
  return vm.runInContext('globalThis.judge', context) as Judge;
}

/** What a student child would answer to one group of scripts. */
function runScripts(source: string, names: readonly string[], scripts: readonly string[]): RawGroupOutcome {
  const compiled = compileSubmission(source, names);
  if (compiled.kind === 'syntax-error') {
    const { message, line, column } = compiled;
    return { load: { kind: 'syntax-error', message, line, column }, scripts: [], logs: '' };
  }
  const interpreter = createInterpreter();
  try {
    // The same realm as the interpreter's: it tells arrays by its own realm's prototypes.
    const exports = (0, eval)(compiled.code) as Record<string, unknown>;
    return {
      load: { kind: 'loaded', notes: compiled.notes },
      scripts: scripts.map((text) => ({ kind: 'ran', text: interpreter.run(exports, text) })),
      logs: interpreter.logs(),
    };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'value', message: String(error) };
    return { load: { kind: 'threw', name, message }, scripts: [], logs: '' };
  }
}

export function gradeInProcess(judge: Judge, input: BeginInput & { exports: readonly string[] }): Verdict {
  let { groups } = JSON.parse(judge.begin(JSON.stringify(input))) as { groups: RawGroup[] };
  for (;;) {
    const outcomes = groups.map(({ scripts }) => runScripts(input.source, input.exports, scripts));
    const step = JSON.parse(judge.next(JSON.stringify({ outcomes }))) as NextOutput;
    if (step.kind === 'done') return step.verdict;
    groups = step.groups;
  }
}
