/** Finds submissions without a verdict whose job is gone or given up, and sends them to the graders again. */
import type { JobState } from '../../jobs/queue.store';
import type { Deps } from '../deps';
import { gradeJob } from './grade.job';
import { listUnfinished, requeueUnfinished } from './store';

export interface SweepOptions {
  /** True when no other process can be grading (the embedded database, at start): then a running job is lost too. */
  alone: boolean;
}

/** How many were sent again. */
export async function sweepUnfinished(deps: Deps, { alone }: SweepOptions): Promise<number> {
  const ids = await listUnfinished(deps.db);
  if (ids.length === 0) return 0;
  const states = await deps.jobs.states(deps.db, gradeJob, ids);
  // A retry may be far off because of its backoff; a new start is a good reason not to wait for it.
  const isInHand = (state: JobState | undefined) =>
    state === 'created' || (!alone && (state === 'active' || state === 'retry' || state === 'blocked'));
  let sent = 0;
  for (const id of ids) {
    if (isInHand(states.get(id))) continue;
    const again = await requeueUnfinished(deps.db, id, {
      // Another process may have swept since then, and a worker may have taken what it sent.
      inHand: async (tx) => isInHand((await deps.jobs.states(tx, gradeJob, [id])).get(id)),
      again: (tx, priority) => deps.jobs.replace(tx, gradeJob, { submissionId: id }, { id, priority }),
    });
    if (again) sent++;
  }
  if (sent > 0) deps.log.warn({ submissions: sent }, 'sent to the graders again');
  return sent;
}
