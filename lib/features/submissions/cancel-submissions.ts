/** Operators take submissions out of the queue: to relieve it, or because one of them brings graders down. */
import type { Actor } from '../../access/policy';
import type { SubmissionId } from '../../base/ids';
import type { Deps } from '../deps';
import type { OperateResult } from '../operations/views';
import { permit } from '../permit';
import { gradeJob } from './grade.job';
import { cancelWaiting } from './operate.store';

/** It costs the students no attempt, and they are told. What a worker has in hand is left to it. */
export async function cancelSubmissions(
  deps: Deps,
  actor: Actor | null,
  { ids }: { ids: readonly SubmissionId[] },
): Promise<OperateResult> {
  const { userId } = permit(actor, { action: 'platform.operate' });
  let done = 0;
  for (const id of ids) {
    const at = deps.now();
    const withdraw = async (tx: Parameters<Deps['jobs']['withdraw']>[0]) => {
      if (await deps.jobs.withdraw(tx, gradeJob, id)) return true;
      // Its job may have got lost: then nobody has it.
      return (await deps.jobs.states(tx, gradeJob, [id])).get(id) !== 'active';
    };
    if (await cancelWaiting(deps.db, id, { actorId: userId, at, reason: 'cancelled by an operator', withdraw })) done++;
  }
  return { done, skipped: ids.length - done };
}
