/** One exercise folder, loaded and checked as far as that goes without running it. */
import path from 'node:path';
import { ExerciseManifestSchema, parseWrongHeader, type ExerciseManifest, type Task } from '../exercise/manifest';
import { slugify } from './directives';
import { hashFiles, readFolder, readImages } from './folder';
import { parseFrontMatter } from './front-matter';
import type { Address, Links, ModuleRef, PageRef } from './lesson';
import { renderMarkdown } from './markdown';
import type { Problem } from './problem';
import { deriveStarter } from './starter';
import { deriveTypings, findImports, findSyntaxErrors, listExports } from './typings';

/** A program beside the solution: `wrong/sum-not-mean.ts`. */
interface Program {
  /** The file's name without its ending. */
  name: string;
  /** From the exercise's folder: `wrong/sum-not-mean.ts`. */
  file: string;
  source: string;
}

interface WrongProgram extends Program {
  expect: { check: string; diagnosis: string };
  says: string;
}

/** For authors and the judge; students get `toPublicExercise` of it. */
export interface LoadedExercise {
  slug: string;
  module: ModuleRef;
  /** Absolute. */
  folder: string;
  /** Of all files of the folder, by name and content. */
  hash: string;
  manifest: ExerciseManifest;
  /** The lesson that teaches it, if that lesson exists. */
  lesson: PageRef | null;
  statementHtml: string;
  hintsHtml: string[];
  tasks: Task[];
  starter: string;
  typings: string;
  solution: string;
  wrong: WrongProgram[];
  also: Program[];
}

const REQUIRED = ['exercise.md', 'solution.ts', 'checks.ts'] as const;

/** `exercise` is null when there are problems; `links` are checked when all pages are known. */
export async function loadExercise(
  folder: string,
  place: { slug: string; module: ModuleRef },
  address: Address,
): Promise<{ exercise: LoadedExercise | null; links: Links; problems: Problem[] }> {
  const base = `${place.module.slug}/${place.slug}`;
  const files = await readFolder(folder);
  const problems: Problem[] = [];
  const report = (name: string, line: number | null, rule: string, message: string): void => {
    problems.push({ file: `${base}/${name}`, line, rule, message });
  };
  for (const name of REQUIRED) if (!files.has(name)) report(name, null, 'missing-file', `there is no ${name}`);
  const text = (name: string): string => files.get(name)?.toString('utf8') ?? '';

  const file = `${base}/exercise.md`;
  const front = files.has('exercise.md') ? parseFrontMatter(text('exercise.md'), ExerciseManifestSchema, file) : null;
  const statement = renderMarkdown(front?.body ?? '', { file, kind: 'statement', images: readImages(files), address });
  problems.push(...(front?.problems ?? []), ...statement.problems);
  const manifest = front?.data ?? null;
  const tasks = statement.tasks.map((task) => ({ ...task, id: slugify(task.title) }));
  if (front && tasks.length === 0)
    report('exercise.md', null, 'task', 'expected a heading like ## Task: Title {#check-id}');

  const wanted = manifest?.exports ?? [];
  const solution = text('solution.ts');
  const derived = files.has('solution.ts') ? readSolution(solution, wanted) : null;
  for (const { line, rule, message } of derived?.problems ?? []) report('solution.ts', line, rule, message);

  const programs = (kind: 'wrong' | 'also'): Program[] =>
    [...files.keys()]
      .filter((name) => path.posix.dirname(name) === kind && name.endsWith('.ts'))
      .map((name) => ({ name: path.posix.basename(name, '.ts'), file: name, source: text(name) }));
  for (const { file: name, source } of [...programs('wrong'), ...programs('also')]) {
    for (const { line, rule, message } of checkProgram(source, wanted)) report(name, line, rule, message);
  }
  const wrong = programs('wrong').flatMap((program): WrongProgram[] => {
    const header = parseWrongHeader(program.source);
    if ('line' in header) {
      report(program.file, header.line, 'wrong-header', header.message);
      return [];
    }
    return [{ ...program, expect: { check: header.check, diagnosis: header.diagnosis }, says: header.says }];
  });

  const links = statement.links.map((link) => ({ ...link, file }));
  if (!manifest || !derived || problems.length > 0) return { exercise: null, links, problems };
  if (manifest.lesson) links.push({ kind: 'lesson', slug: manifest.lesson, line: 1, file });
  const exercise: LoadedExercise = {
    slug: place.slug,
    module: place.module,
    folder,
    hash: hashFiles(files),
    manifest,
    lesson: null,
    statementHtml: statement.parts.map((part) => (part.kind === 'html' ? part.html : '')).join('\n'),
    hintsHtml: statement.hints,
    tasks,
    starter: derived.starter,
    typings: derived.typings,
    solution,
    wrong,
    also: programs('also'),
  };
  return { exercise, links, problems };
}

type SourceProblem = { line: number | null; rule: string; message: string };

function readSolution(
  solution: string,
  wanted: readonly string[],
): { starter: string; typings: string; problems: SourceProblem[] } {
  const problems = checkProgram(solution, wanted);
  const { starter, problems: marks } = deriveStarter(solution);
  problems.push(...marks.map((problem) => ({ ...problem, rule: 'starter' })));
  if (problems.length > 0) return { starter, typings: '', problems };
  for (const { line, message } of findSyntaxErrors(starter)) {
    problems.push({
      line: null,
      rule: 'starter',
      message: `the starter made from it does not parse, line ${String(line)}: ${message}`,
    });
  }
  const { typings, problems: types } = deriveTypings(solution);
  problems.push(...types.map((problem) => ({ ...problem, rule: 'typings' })));
  return { starter, typings, problems };
}

/** What holds for every program of an exercise: it parses, imports nothing, exports the wanted names. */
function checkProgram(source: string, wanted: readonly string[]): SourceProblem[] {
  const syntax = findSyntaxErrors(source).map((problem) => ({ ...problem, rule: 'syntax' }));
  if (syntax.length > 0) return syntax;
  const exported = listExports(source);
  return [
    ...findImports(source).map((line) => ({
      line,
      rule: 'imports',
      message: 'a submission has no imports, so neither has this',
    })),
    ...wanted
      .filter((name) => !exported.has(name))
      .map((name) => ({ line: null, rule: 'exports', message: `expected an export called ${name}` })),
  ];
}
