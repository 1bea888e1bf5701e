/** Staff send a submission that ended in a platform error to the graders again. */
import type { Actor } from '../../access/policy';
import type { Deps } from '../deps';
import { permit } from '../permit';
import { gradeJob } from './grade.job';
import { takeBackPlatformError } from './grade.store';
import { openSubmission } from './read-submission';

export async function requeueSubmission(
  deps: Deps,
  actor: Actor | null,
  input: { id: string },
): Promise<{ kind: 'queued' } | { kind: 'nothing-to-do' }> {
  const { full } = await openSubmission(deps, actor, input.id);
  const { userId } = permit(actor, { action: 'submission.view-hidden', courseId: full.courseId });
  const { id } = full;
  const taken = await takeBackPlatformError(deps.db, id, { actorId: userId, at: deps.now() }, (tx, priority) =>
    deps.jobs.replace(tx, gradeJob, { submissionId: id }, { id, priority }),
  );
  return { kind: taken ? 'queued' : 'nothing-to-do' };
}
