/** What the commands of authors share: where exercises lie, a running grader, results of single files. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { bundleExercise } from '../content/bundle';
import { loadExercise } from '../content/exercise';
import { moduleNumber } from '../exercise/manifest';
import { ResultSchema, type Result } from '../exercise/result';
import { createRunner, type Runner, type RunnerOptions } from '../runner';
import { createGrader, type Grader } from './grading';

export const EXERCISES = 'exercises';

/** A mistake in how a command was called: ends it with these words, no stack. */
export class UsageError extends Error {}

/** Folders of all exercises, by slug. */
export async function listFolders(root: string = EXERCISES): Promise<Map<string, string>> {
  const folders = new Map<string, string>();
  for (const unit of (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory())) {
    const inside = await readdir(path.join(root, unit.name), { withFileTypes: true });
    for (const entry of inside) {
      const folder = path.join(root, unit.name, entry.name);
      if (entry.isDirectory() && existsSync(path.join(folder, 'checks.ts'))) folders.set(entry.name, folder);
    }
  }
  return folders;
}

export async function folderOf(slug: string): Promise<string> {
  // A folder is taken as it is, so that an exercise can be tried before it is part of the course.
  if (slug.includes('/') && existsSync(path.join(slug, 'checks.ts'))) return slug.replace(/\/$/, '');
  const folders = await listFolders();
  const folder = folders.get(slug);
  if (folder === undefined)
    throw new UsageError(`there is no exercise ${slug}; there are ${[...folders.keys()].join(', ')}`);
  return folder;
}

/** Builds the children's bundles when they are not there yet. */
export function ensureChildren(): void {
  if (existsSync('dist/student-child.mjs') && existsSync('dist/judge-child.mjs')) return;
  spawnSync(process.execPath, ['scripts/build-bundles.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** A runner for the time of `use`. */
export async function withRunner<T>(use: (runner: Runner) => Promise<T>, options: RunnerOptions = {}): Promise<T> {
  ensureChildren();
  const runner = await createRunner({ students: 1, ...options });
  try {
    return await use(runner);
  } finally {
    await runner.close();
  }
}

export interface Workpiece {
  slug: string;
  hash: string;
  starter: string;
  grader: Grader;
}

export async function openExercise(runner: Runner, folder: string, signal: AbortSignal): Promise<Workpiece> {
  const unit = path.basename(path.dirname(path.resolve(folder)));
  const slug = path.basename(folder);
  const place = { slug, module: { slug: unit, number: moduleNumber(unit), title: unit } };
  const { exercise, problems } = await loadExercise(folder, place, (kind, name) => `/${kind}s/${name}`);
  if (!exercise) {
    throw new UsageError(
      problems.map(({ file, line, message }) => `${file}${line === null ? '' : `:${line}`}: ${message}`).join('\n'),
    );
  }
  const bundle = await bundleExercise(folder);
  const grader = createGrader(runner, { bundle, exports: exercise.manifest.exports, signal });
  return { slug, hash: exercise.hash, starter: exercise.starter, grader };
}

const MOST_BYTES = 100_000;

/** The result document of one file, by the real grader. A fault of ours is a result too: `platform-error`. */
export async function gradeFile(piece: Workpiece, file: string, seed: string): Promise<Result> {
  const source = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`${file} can't be read`, { cause });
  });
  return await gradeSource(piece, source, seed);
}

export async function gradeSource(piece: Workpiece, source: string, seed: string): Promise<Result> {
  const from = performance.now();
  const codeHash = createHash('sha256').update(source).digest('hex');
  const head = { v: 1 as const, exercise: piece.slug, exerciseHash: piece.hash, codeHash, seed };
  const ms = (): number => Math.round(performance.now() - from);
  if (Buffer.byteLength(source) > MOST_BYTES) {
    const message = 'This file is longer than the 100 kB that are accepted.';
    return {
      ...head,
      status: 'student-error',
      summary: message,
      score: 0,
      max: 0,
      checks: [],
      fault: { kind: 'too-large', message },
      ms: ms(),
    };
  }
  try {
    const { verdict } = await piece.grader.grade(source, seed);
    return ResultSchema.parse({ ...head, ...verdict, ms: ms() });
  } catch (error) {
    const summary = `The grader had a fault of its own: ${error instanceof Error ? error.message : String(error)}`;
    return { ...head, status: 'platform-error', summary, score: 0, max: 0, checks: [], ms: ms() };
  }
}

/** Runs a command: plain words for wrong usage, and an exit status. */
export async function command(main: (args: string[]) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    const words =
      error instanceof UsageError
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
    process.stderr.write(`${words}\n`);
    process.exitCode = 2;
  }
}
