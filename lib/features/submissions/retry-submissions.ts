/** Operators send submissions that ended in a fault of ours to the graders again, behind those that students wait for. */
import type { Actor } from '../../access/policy';
import type { SubmissionId } from '../../base/ids';
import type { Deps } from '../deps';
import type { OperateResult } from '../operations/views';
import { permit } from '../permit';
import { gradeJob } from './grade.job';
import { takeBackPlatformError } from './grade.store';

export async function retrySubmissions(
  deps: Deps,
  actor: Actor | null,
  { ids }: { ids: readonly SubmissionId[] },
): Promise<OperateResult> {
  const { userId } = permit(actor, { action: 'platform.operate' });
  let done = 0;
  for (const id of ids) {
    const again = await takeBackPlatformError(deps.db, id, { actorId: userId, at: deps.now() }, (tx, priority) =>
      deps.jobs.replace(tx, gradeJob, { submissionId: id }, { id, priority }),
    );
    if (again) done++;
  }
  return { done, skipped: ids.length - done };
}
