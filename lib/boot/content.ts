/** Registers the content folder at start, and says what is the matter with it. */
import type { Deps } from '../features/deps';
import { registerContent } from '../features/content/register';
import { hashJudge, stampContent } from '../features/content/source-hashes';
import { findStamped, writeStamp } from '../features/content/store';
import type { Runner } from '../runner';

export async function loadContent(deps: Deps & { runner: Runner }, folder: string): Promise<void> {
  const { db, log } = deps;
  const began = performance.now();
  const stamp = await stampContent('.', folder);
  if (await findStamped(db, stamp)) return;

  // Readers, renderers and the bundler take a while to load: only when there is something new.
  const [{ loadCatalog }, { bundleExercise }] = await Promise.all([
    import('../content/load'),
    import('../content/bundle'),
  ]);
  const [catalog, judgeHash] = await Promise.all([loadCatalog(folder), hashJudge('.')]);
  const registered = await registerContent(deps, {
    catalog,
    judgeHash,
    bundle: (exercise) => bundleExercise(exercise),
  });
  const problems = registered?.problems ?? catalog.problems;
  for (const problem of problems) log.warn({ ...problem }, 'content problem');
  const { lessons, exercises } = catalog;
  const counts = { lessons: lessons.length, exercises: exercises.length, fresh: registered?.fresh.length ?? 0 };
  log.info({ ...counts, ms: Math.round(performance.now() - began) }, 'content registered');
  // A fault of ours may pass: then the next start tries again.
  const transient = problems.some((problem) => problem.rule === 'platform');
  if (registered && !transient) await writeStamp(db, registered.courseId, stamp);
}
