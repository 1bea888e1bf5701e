/** Brings what is in `exercises/` into the database. Known versions are not made again; a broken exercise stops nothing. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { AppError } from '../../base/errors';
import type { CourseId } from '../../base/ids';
import type { LoadedExercise } from '../../content/exercise';
import type { Catalog } from '../../content/load';
import type { Problem } from '../../content/problem';
import { toPublicExercise, type CheckMeta } from '../../content/public-view';
import { checkTasks } from '../../exercise/manifest';
import { GRADER_VERSION, type Runner } from '../../runner';
import type { Deps } from '../deps';
import {
  findVersion,
  putInForce,
  replaceProblems,
  retireOthers,
  upsertCourse,
  upsertLesson,
  upsertModules,
  type PageRecord,
} from './store';

export interface RegisterInput {
  catalog: Catalog;
  /** Of our own sources that end up in bundles. */
  judgeHash: string;
  bundle: (folder: string) => Promise<{ hash: string; code: string }>;
}

export interface Registered {
  courseId: CourseId;
  /** Slugs of exercises that were new or changed. */
  fresh: string[];
  problems: Problem[];
}

const CheckMetaSchema = z.object({
  id: z.string(),
  name: z.string(),
  points: z.number(),
  open: z.boolean(),
});
const MetaSchema = z.object({ checks: z.array(CheckMetaSchema) });
const StoredViewSchema = z.object({ checks: z.array(CheckMetaSchema) });

const JUDGE_DEADLINE_MS = 60_000;

/** Null when there is no readable course.yaml; the catalog's problems say why. */
export async function registerContent(
  deps: Deps & { runner: Runner },
  { catalog, judgeHash, bundle }: RegisterInput,
): Promise<Registered | null> {
  const { course, lessons, exercises } = catalog;
  if (!course) return null;
  const { slug, title, description, grading, submitting } = course;
  const record = {
    slug,
    title,
    description,
    gradePolicy: grading.policy,
    passPercent: grading.pass,
    submitLimit: submitting.limit,
    submitSeconds: submitting.seconds,
    replaceWaiting: submitting.replaceWaiting,
  };
  const courseId = await upsertCourse(deps.db, record);
  const moduleIds = await upsertModules(deps.db, courseId, catalog.modules);
  const placeOf = (module: { slug: string }, position: number) => {
    const moduleId = moduleIds.get(module.slug);
    if (moduleId === undefined) throw new AppError('internal', { message: `the module ${module.slug} has no row` });
    return { courseId, moduleId, position };
  };

  for (const [position, lesson] of lessons.entries()) {
    const { goals, blocks, outline, module, hash, number, title: words, minutes } = lesson;
    const page: PageRecord = { ...placeOf(module, position), slug: lesson.slug, number, title: words, minutes };
    await upsertLesson(deps.db, { ...page, hash, content: { goals, blocks, outline } });
  }

  const problems: Problem[] = [...catalog.problems];
  const fresh: string[] = [];
  for (const [position, exercise] of exercises.entries()) {
    const { number, title: words, minutes, points } = exercise.manifest;
    const page = { ...placeOf(exercise.module, position), slug: exercise.slug, number, title: words, minutes, points };
    try {
      const added = await registerExercise(deps, exercise, page, { judgeHash, bundle });
      problems.push(...added.problems);
      if (added.fresh) fresh.push(exercise.slug);
    } catch (error) {
      if (error instanceof AppError && error.code === 'database_unavailable') throw error;
      problems.push(problemOf(exercise, error));
    }
  }

  const broken = namesIn(problems);
  await retireOthers(deps.db, courseId, {
    lessons: [...lessons.map((lesson) => lesson.slug), ...broken],
    exercises: [...exercises.map((exercise) => exercise.slug), ...broken],
  });
  await replaceProblems(deps.db, courseId, problems);
  return { courseId, fresh, problems };
}

async function registerExercise(
  deps: Deps & { runner: Runner },
  exercise: LoadedExercise,
  page: PageRecord & { points: number },
  { judgeHash, bundle }: Pick<RegisterInput, 'judgeHash' | 'bundle'>,
): Promise<{ fresh: boolean; problems: Problem[] }> {
  const { hash, slug } = exercise;
  const known = await findVersion(deps.db, { courseId: page.courseId, slug, hash, judgeHash });
  if (known) {
    // A view also shows the names of its module and lesson, which are not part of the version.
    const publicView = viewOf(exercise, StoredViewSchema.parse(known.publicView).checks);
    const unchanged = isDeepStrictEqual(publicView, known.publicView);
    await putInForce(deps.db, page, { id: known.versionId, publicView: unchanged ? known.publicView : publicView });
    return { fresh: false, problems: [] };
  }

  const made = await bundle(exercise.folder);
  const signal = AbortSignal.timeout(JUDGE_DEADLINE_MS);
  const ask = (fn: 'meta' | 'openPack') => deps.runner.judgeCall(made, fn, '{}', signal);
  const { checks } = MetaSchema.parse(JSON.parse(await ask('meta')));
  const tasks = checkTasks(
    exercise,
    checks.map((check) => check.id),
  );
  const problems: Problem[] = tasks.map(({ rule, line, message }) => ({
    file: fileOf(exercise, 'exercise.md'),
    line,
    rule,
    message,
  }));
  const total = checks.reduce((sum, check) => sum + check.points, 0);
  if (Math.abs(total - page.points) > 1e-6) {
    const message = `the checks give ${total} points in all, exercise.md promises ${page.points}`;
    problems.push({ file: fileOf(exercise, 'checks.ts'), line: null, rule: 'points', message });
  }
  if (problems.length > 0) return { fresh: false, problems };

  const openPack = await ask('openPack');
  const { wrong, also, manifest } = exercise;
  await putInForce(deps.db, page, {
    hash,
    judgeHash,
    manifest: { ...manifest, wrong: wrong.length, also: also.length },
    publicView: viewOf(exercise, checks),
    openPack,
    bundle: made,
    graderVersion: GRADER_VERSION,
  });
  return { fresh: true, problems: [] };
}

/** `platform`: the fault may be ours and pass. */
function problemOf(exercise: LoadedExercise, error: unknown): Problem {
  const invalid = error instanceof AppError && error.code === 'content_invalid';
  const message = error instanceof Error ? error.message : 'unknown failure';
  return { file: fileOf(exercise, 'checks.ts'), line: null, rule: invalid ? 'bundle' : 'platform', message };
}

/** The public part without the pack, which is a column of its own; as JSON would give it back. */
function viewOf(exercise: LoadedExercise, checks: readonly CheckMeta[]): unknown {
  const { openPack: _, ...view } = toPublicExercise(exercise, checks, { exercise: exercise.slug, hash: '', text: '' });
  return JSON.parse(JSON.stringify(view));
}

function fileOf(exercise: LoadedExercise, name: string): string {
  return `${exercise.module.slug}/${exercise.slug}/${name}`;
}

/** Slugs of lessons and exercises that have a problem: their last sound version stays in force. */
function namesIn(problems: readonly Problem[]): string[] {
  return problems.flatMap(({ file }) => {
    const [, name] = file.split('/');
    return name === undefined ? [] : [name.replace(/\.lesson\.md$/, '')];
  });
}
