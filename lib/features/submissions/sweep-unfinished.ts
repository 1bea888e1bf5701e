/** Finds submissions without a verdict whose job is gone or given up, and sends them to the graders again. */
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
  let sent = 0;
  for (const id of ids) {
    const state = states.get(id);
    // A retry may be far off because of its backoff; a new start is a good reason not to wait for it.
    const inHand = state === 'created' || (!alone && (state === 'active' || state === 'retry' || state === 'blocked'));
    if (inHand) continue;
    const again = await requeueUnfinished(deps.db, id, (tx, priority) =>
      deps.jobs.replace(tx, gradeJob, { submissionId: id }, { id, priority }),
    );
    if (again) sent++;
  }
  if (sent > 0) deps.log.warn({ submissions: sent }, 'sent to the graders again');
  return sent;
}
