/**
 * What others do with a submission, given the same checks: a fresh Node process for each, a jest run for each as Exercism's
 * JavaScript runner does it, and QuickJS in this process. None of them has a queue, a database or a jail to wait for.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { getQuickJS } from 'quickjs-emscripten';
import type { RawGroup } from '@/lib/script/raw-group';
import type { NextOutput } from '@/lib/grading/kernel';
import { compileSubmission } from '@/lib/script/compile';
import { loadJudge } from '../exercises/in-process';

/** One submission to grade, with everything that grades it. */
export interface Task {
  slug: string;
  bundle: { code: string };
  exports: readonly string[];
  source: string;
}

export interface Rival {
  name: string;
  /** Grades it under this seed; throws unless it gets full marks. */
  grade(seed: string): Promise<void>;
}

/** `folder` is theirs to write to. */
export async function openRivals(task: Task, folder: string): Promise<Rival[]> {
  mkdirSync(folder, { recursive: true });
  const grader = path.join(folder, 'grader.cjs');
  await bundle("export * from '@/tests/exercises/in-process';", grader);
  writeFileSync(path.join(folder, 'task.json'), JSON.stringify(task));
  return [freshNode(folder), jestRun(folder), await quickJs(task)];
}

async function bundle(contents: string, outfile: string, format: 'cjs' | 'iife' = 'cjs'): Promise<void> {
  await build({
    stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
    outfile,
    bundle: true,
    platform: format === 'cjs' ? 'node' : 'neutral',
    mainFields: ['module', 'main'],
    target: format === 'cjs' ? 'node24' : 'es2022',
    format,
    alias: { '@': path.resolve('.') },
    logLevel: 'error',
  });
}

const GRADE = `
  const { gradeInProcess, loadJudge } = require('./grader.cjs');
  const task = require('./task.json');
  const verdict = gradeInProcess(loadJudge(task.bundle.code), { seed, only: 'all', source: task.source, exports: task.exports });`;

function freshNode(folder: string): Rival {
  const file = path.join(folder, 'run.cjs');
  writeFileSync(file, `const seed = process.argv[2];${GRADE}\nif (verdict.score !== verdict.max) process.exit(1);\n`);
  return { name: 'a fresh node process', grade: (seed) => runNode([file, seed], folder) };
}

/** A folder for each submission with its tests beside it, one test a check, and the results as JSON. */
function jestRun(folder: string): Rival {
  const jest = path.join(path.dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin', 'jest.js');
  let next = 0;
  return {
    name: 'a jest run, as Exercism does it',
    async grade(seed) {
      const own = path.join(folder, `jest-${next++}`);
      mkdirSync(own);
      const text = GRADE.replaceAll('./', '../');
      writeFileSync(
        path.join(own, 'solution.test.js'),
        `const seed = ${JSON.stringify(seed)};${text}
         test.each(verdict.checks)('$name', (check) => expect(check.points).toBe(check.max));`,
      );
      const config = JSON.stringify({ rootDir: own, transform: {}, testEnvironment: 'node', watchman: false });
      const output = path.join(own, 'results.json');
      await runNode([jest, '--ci', '--runInBand', '--config', config, '--json', '--outputFile', output], own);
    },
  };
}

function runNode(args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', reject);
    child.on('close', (status) => (status === 0 ? resolve() : reject(new Error(said.slice(0, 2000)))));
  });
}

/** A fresh QuickJS for each group, with our interpreter in it; the judge stays warm in this process. */
async function quickJs(task: Task): Promise<Rival> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { createStudentRealm } from '@/lib/script/student-realm';
        globalThis.realm = createStudentRealm(globalThis);`,
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    bundle: true,
    write: false,
    platform: 'neutral',
    target: 'es2022',
    format: 'iife',
    alias: { '@': path.resolve('.') },
  });
  const realm = outputFiles[0]?.text ?? '';
  const quick = await getQuickJS();
  const judge = loadJudge(task.bundle.code);

  const runGroup = (code: string, scripts: readonly string[]) => {
    const context = quick.newContext();
    const say = (expression: string): string => {
      const handle = context.unwrapResult(context.evalCode(expression));
      const text = context.getString(handle);
      handle.dispose();
      return text;
    };
    try {
      context.unwrapResult(context.evalCode(realm)).dispose();
      say(`realm.load(${JSON.stringify(code)})`);
      const outcomes = scripts.map((text) => ({ kind: 'ran', text: say(`realm.run(${JSON.stringify(text)})`) }));
      return { load: { kind: 'loaded', notes: [] }, scripts: outcomes, logs: '' };
    } finally {
      context.dispose();
    }
  };

  return {
    name: 'quickjs, one process',
    async grade(seed) {
      const compiled = compileSubmission(task.source, task.exports);
      if (compiled.kind !== 'ok') throw new Error(compiled.message);
      const begin = judge.begin(JSON.stringify({ seed, only: 'all', source: task.source }));
      let { groups } = JSON.parse(begin) as { groups: RawGroup[] };
      for (;;) {
        const outcomes = groups.map(({ scripts }) => runGroup(compiled.code, scripts));
        const step = JSON.parse(judge.next(JSON.stringify({ outcomes }))) as NextOutput;
        if (step.kind === 'more') {
          groups = step.groups;
          continue;
        }
        const { score, max, summary } = step.verdict;
        if (score !== max) throw new Error(summary);
        return;
      }
    },
  };
}
