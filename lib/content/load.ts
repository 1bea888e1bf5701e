/** Reads the whole of `exercises/`: what is sound comes back loaded, what is broken as problems with file and line. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { CourseManifestSchema, moduleNumber, ModuleSlugSchema, type CourseManifest } from '../exercise/manifest';
import { SlugSchema } from '../base/ids';
import { loadExercise, type LoadedExercise } from './exercise';
import { readFolder, readImages } from './folder';
import { parseYaml } from './front-matter';
import { loadLesson, type Address, type Links, type LoadedLesson, type ModuleRef } from './lesson';
import type { Problem } from './problem';

export interface Catalog {
  /** Null when course.yaml can't be read; then there is nothing else either. */
  course: CourseManifest | null;
  /** Modules that hold anything, in the order of course.yaml. */
  modules: ModuleRef[];
  lessons: LoadedLesson[];
  exercises: LoadedExercise[];
  problems: Problem[];
}

const LESSON = '.lesson.md';

/** Loads a content folder. Never rejects for what an author wrote: a broken exercise is left out, and reported. */
export async function loadCatalog(root: string): Promise<Catalog> {
  const catalog: Catalog = { course: null, modules: [], lessons: [], exercises: [], problems: [] };
  const file = 'course.yaml';
  const text = await readFile(path.join(root, file), 'utf8').catch(() => null);
  if (text === null) {
    catalog.problems.push({ file, line: null, rule: 'missing-file', message: 'there is no course.yaml' });
    return catalog;
  }
  const { data: course, problems } = parseYaml(text, CourseManifestSchema, { file, skipped: 0 });
  catalog.problems.push(...problems);
  if (!course) return catalog;
  catalog.course = course;
  const address: Address = (kind, slug) => `/courses/${course.slug}/${kind}s/${slug}`;

  const folders = await listModules(root, course, catalog.problems);
  const links: Links = [];
  for (const part of folders) {
    const loaded = await loadModule(path.join(root, part.slug), part, address);
    if (loaded.lessons.length + loaded.exercises.length > 0) catalog.modules.push(part);
    catalog.lessons.push(...loaded.lessons);
    catalog.exercises.push(...loaded.exercises);
    catalog.problems.push(...loaded.problems);
    links.push(...loaded.links);
  }
  catalog.lessons = withoutTwins(catalog.lessons, 'lesson', catalog.problems).toSorted(byNumber);
  catalog.exercises = withoutTwins(catalog.exercises, 'exercise', catalog.problems).toSorted((a, b) =>
    byNumber(a.manifest, b.manifest),
  );
  connect(catalog, links);
  return catalog;
}

async function listModules(root: string, course: CourseManifest, problems: Problem[]): Promise<ModuleRef[]> {
  const entries = await readdir(root, { withFileTypes: true });
  const present = new Set(entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name));
  const declared = new Set(course.modules.map((module) => module.slug));
  for (const folder of present) {
    if (ModuleSlugSchema.safeParse(folder).success && !declared.has(folder)) {
      const message = `the folder ${folder} is not in the list of modules, so nothing in it is shown`;
      problems.push({ file: 'course.yaml', line: null, rule: 'module', message });
    }
  }
  return course.modules
    .filter((module) => present.has(module.slug))
    .map(({ slug, title }) => ({ slug, title, number: moduleNumber(slug) }));
}

interface LoadedModule {
  lessons: LoadedLesson[];
  exercises: LoadedExercise[];
  links: Links;
  problems: Problem[];
}

async function loadModule(folder: string, module: ModuleRef, address: Address): Promise<LoadedModule> {
  const loaded: LoadedModule = { lessons: [], exercises: [], links: [], problems: [] };
  const entries = (await readdir(folder, { withFileTypes: true })).toSorted((a, b) => a.name.localeCompare(b.name));
  const assets = entries.some((entry) => entry.isDirectory() && entry.name === 'assets')
    ? await readFolder(path.join(folder, 'assets'))
    : new Map<string, Buffer>();
  const images = readImages(new Map([...assets].map(([name, bytes]) => [`assets/${name}`, bytes])));
  for (const entry of entries) {
    if (entry.isFile() && !entry.name.endsWith(LESSON)) continue;
    if (entry.name === 'assets' || entry.name.startsWith('.')) continue;
    const slug = entry.isFile() ? entry.name.slice(0, -LESSON.length) : entry.name;
    const file = `${module.slug}/${entry.name}`;
    if (!SlugSchema.safeParse(slug).success) {
      const message = `expected a name of lower-case words and hyphens, found ${slug}`;
      loaded.problems.push({ file, line: null, rule: 'name', message });
    } else if (entry.isFile()) {
      const text = await readFile(path.join(folder, entry.name), 'utf8');
      const { lesson, links, problems } = loadLesson({ file, text, images }, { slug, module }, address);
      if (lesson) loaded.lessons.push(lesson);
      loaded.links.push(...links);
      loaded.problems.push(...problems);
    } else if (entry.isDirectory()) {
      const { exercise, links, problems } = await loadExercise(path.join(folder, slug), { slug, module }, address);
      if (exercise) loaded.exercises.push(exercise);
      loaded.links.push(...links);
      loaded.problems.push(...problems);
    }
  }
  return loaded;
}

/** Addresses hold a slug without its module, so a slug may be used once. */
function withoutTwins<T extends { slug: string; module: ModuleRef }>(
  pages: T[],
  kind: string,
  problems: Problem[],
): T[] {
  const first = new Map<string, T>();
  for (const page of pages) {
    const earlier = first.get(page.slug);
    if (!earlier) first.set(page.slug, page);
    else {
      const file = `${page.module.slug}/${page.slug}${kind === 'lesson' ? LESSON : '/exercise.md'}`;
      const message = `module ${earlier.module.slug} has a ${kind} called ${page.slug} already`;
      problems.push({ file, line: null, rule: 'name', message });
    }
  }
  return [...first.values()];
}

/** Links between pages, once all are known. A dead link is reported, and takes nothing down. */
function connect(catalog: Catalog, links: Links): void {
  const lessons = new Map(catalog.lessons.map((lesson) => [lesson.slug, lesson]));
  const exercises = new Set(catalog.exercises.map((exercise) => exercise.slug));
  for (const exercise of catalog.exercises) {
    const lesson = exercise.manifest.lesson === undefined ? undefined : lessons.get(exercise.manifest.lesson);
    if (lesson) exercise.lesson = { slug: lesson.slug, number: lesson.number, title: lesson.title };
  }
  for (const { kind, slug, line, file } of links) {
    if (kind === 'lesson' ? lessons.has(slug) : exercises.has(slug)) continue;
    catalog.problems.push({ file, line, rule: 'link', message: `there is no ${kind} called ${slug}` });
  }
}

function byNumber(a: { number: string }, b: { number: string }): number {
  const [majorA = 0, minorA = 0] = a.number.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.number.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}
