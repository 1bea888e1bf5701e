/** Makes the judge's bundle of one exercise: checks, reference, wrong solutions and the kernel, in one script that replays for ever. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type BuildFailure, type Message, type Plugin, transform } from 'esbuild';
import { AppError } from '../base/errors';
import { parseWrongHeader } from '../exercise/manifest';

export interface Bundle {
  /** SHA-256 of `code`: whoever has both can see that they belong together. */
  hash: string;
  /** A classic script that defines `globalThis.judge`. */
  code: string;
}

/** What an exercise's programs are bundled from. */
interface GradedFile {
  /** From the folder: `wrong/no-mean.ts`. */
  name: string;
  source: string;
}

/**
 * @param folder the exercise's; `root` the repository's, for the kernel and `@/…`
 * @throws AppError `content_invalid`, its message naming file, line and column
 */
export async function bundleExercise(folder: string, root: string = process.cwd()): Promise<Bundle> {
  const files = await readGraded(folder);
  const code = await bundle(folder, root, files);
  return { hash: createHash('sha256').update(code).digest('hex'), code };
}

async function readGraded(folder: string): Promise<GradedFile[]> {
  const names = ['checks.ts', 'solution.ts', ...(await listWrong(folder))];
  return await Promise.all(
    names.map(async (name) => {
      try {
        return { name, source: await readFile(path.join(folder, name), 'utf8') };
      } catch (cause) {
        throw new AppError('content_invalid', { message: `${path.basename(folder)}: there is no ${name}`, cause });
      }
    }),
  );
}

async function listWrong(folder: string): Promise<string[]> {
  try {
    const names = await readdir(path.join(folder, 'wrong'));
    return names
      .filter((name) => name.endsWith('.ts'))
      .toSorted()
      .map((name) => `wrong/${name}`);
  } catch {
    return [];
  }
}

async function bundle(folder: string, root: string, files: readonly GradedFile[]): Promise<string> {
  const fail = (message: string): never => {
    throw new AppError('content_invalid', { message: `${path.basename(folder)}/${message}` });
  };
  const programs = files.filter(({ name }) => name !== 'checks.ts');
  const loaders = await Promise.all(programs.map(async (file) => ({ ...file, code: await toLoader(file, fail) })));
  const wrong = loaders
    .filter(({ name }) => name !== 'solution.ts')
    .map(({ name, source, code }) => {
      const header = parseWrongHeader(source);
      if ('line' in header) return fail(`${name}:${header.line}: ${header.message}`);
      // A file that promises a general diagnosis is there to test that one, and gives no name to anything.
      if (header.diagnosis !== path.posix.basename(name, '.ts')) return null;
      return `{ name: ${JSON.stringify(path.posix.basename(name, '.ts'))}, says: ${JSON.stringify(header.says)}, load: ${code} }`;
    });
  const reference = loaders.find(({ name }) => name === 'solution.ts')?.code ?? fail('solution.ts is missing');
  const entry = [
    `import { createJudge } from '@/lib/grading/kernel';`,
    `import checks from 'exercise:checks';`,
    `globalThis.judge = createJudge({ checks, reference: ${reference}, wrong: [${wrong.filter((one) => one !== null).join(',\n')}] });`,
  ].join('\n');
  try {
    const result = await build({
      stdin: { contents: entry, resolveDir: root, sourcefile: 'judge-entry.js', loader: 'js' },
      bundle: true,
      write: false,
      format: 'iife',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      conditions: ['import', 'default'],
      target: 'es2023',
      charset: 'utf8',
      // Names of files in comments would make the text depend on where the repository lies.
      minifyWhitespace: true,
      legalComments: 'none',
      absWorkingDir: root,
      tsconfigRaw: {},
      alias: { '@': root },
      logLevel: 'silent',
      plugins: [exerciseFiles(folder)],
    });
    return result.outputFiles[0]?.text ?? fail('checks.ts: nothing was bundled');
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    return fail(error.errors.map((one) => describe(one, folder, root)).join('\n'));
  }
}

/** `exercise:checks` is the author's file, wherever the folder lies. */
function exerciseFiles(folder: string): Plugin {
  return {
    name: 'exercise-files',
    setup(setup) {
      setup.onResolve({ filter: /^exercise:checks$/ }, () => ({ path: path.join(path.resolve(folder), 'checks.ts') }));
    },
  };
}

/** A program as a function that evaluates it anew and gives its exports: wrong solutions may keep state at their top level. */
async function toLoader({ name, source }: GradedFile, fail: (message: string) => never): Promise<string> {
  try {
    const { code } = await transform(source, {
      loader: 'ts',
      format: 'cjs',
      target: 'es2023',
      tsconfigRaw: {},
      charset: 'utf8',
      logLevel: 'silent',
    });
    return `() => { const module = { exports: {} }; ((module, exports, require) => {\n${code}\n})(module, module.exports, undefined); return { ...module.exports }; }`;
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    return fail(
      error.errors
        .map((one) => `${name}:${one.location?.line ?? 1}:${(one.location?.column ?? 0) + 1}: ${one.text}`)
        .join('\n'),
    );
  }
}

function describe({ text, location }: Message, folder: string, root: string): string {
  if (!location) return text;
  const file = path.relative(path.resolve(folder), path.resolve(root, location.file));
  return `${file}:${location.line}:${location.column + 1}: ${text}`;
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}
