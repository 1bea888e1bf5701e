/** Registers the content folder at start, and says what is the matter with it. */
import { loadCatalog } from '../content/load';
import type { Deps } from '../features/deps';
import { hashJudge } from '../features/content/judge-hash';
import { registerContent, type Registered } from '../features/content/register';
import type { Runner } from '../runner';

export async function loadContent(deps: Deps & { runner: Runner }, folder: string): Promise<Registered | null> {
  const { log } = deps;
  const began = performance.now();
  const [catalog, judgeHash] = await Promise.all([loadCatalog(folder), hashJudge('.')]);
  const registered = await registerContent(deps, {
    catalog,
    judgeHash,
    async bundle(exercise) {
      // Only loaded when there is something new: the bundler takes a while to start.
      const { bundleExercise } = await import('../content/bundle');
      return await bundleExercise(exercise);
    },
  });
  for (const problem of registered?.problems ?? catalog.problems) log.warn({ ...problem }, 'content problem');
  const { lessons, exercises } = catalog;
  const counts = { lessons: lessons.length, exercises: exercises.length, fresh: registered?.fresh.length ?? 0 };
  log.info({ ...counts, ms: Math.round(performance.now() - began) }, 'content registered');
  return registered;
}
