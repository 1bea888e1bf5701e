/** Proves exercises that nobody has proved yet, one after the other, while the platform is already serving. */
import path from 'node:path';
import type { Deps } from '../features/deps';
import { listUnproved, writeProof } from '../features/content/store';
import type { Runner } from '../runner';

/** `stop` waits until the exercise at hand is left. */
export function proveInBackground(deps: Deps & { runner: Runner }, contentFolder: string): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const done = proveAll(deps, contentFolder, stopped.signal).catch((error: unknown) => {
    if (stopped.signal.aborted) return;
    deps.log.warn({ error: error instanceof Error ? error.message : 'unknown failure' }, 'proofs stopped');
  });
  return {
    async stop() {
      stopped.abort();
      await done;
    },
  };
}

async function proveAll(deps: Deps & { runner: Runner }, contentFolder: string, signal: AbortSignal): Promise<void> {
  const unproved = await listUnproved(deps.db);
  if (unproved.length === 0) return;
  const { proveExercise } = await import('../authoring/proof');
  for (const { versionId, hash, module, slug } of unproved) {
    if (signal.aborted) return;
    const proof = await proveExercise(deps.runner, path.join(contentFolder, module, slug), {
      now: () => deps.now(),
      signal,
    });
    // The author saved while we were at it: the next start registers and proves what is there then.
    if (proof.hash !== hash) continue;
    await writeProof(deps.db, versionId, proof);
    deps.log.info({ exercise: slug, ok: proof.ok, ms: proof.ms }, 'exercise proved');
  }
}
