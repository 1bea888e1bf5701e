/** What happens to a submission until its verdict is there, for the page that waits. */
import type { Actor } from '../../access/policy';
import type { Deps } from '../deps';
import { openSubmission } from './read-submission';
import { findProgress } from './store';
import { publicResult } from '../../grading/public-view';
import type { SubmissionEvent } from './views';

/** A hint can get lost when the database restarts; then the state is read again after this long. */
const POLL_MS = 3000;

/**
 * Ends after `done`, or when aborted. Rights are asked at the first look and again before the verdict is shown; what is
 * read in between is one small row, so that a whole course can wait without slowing the graders.
 */
export async function* watchSubmission(
  deps: Deps,
  actor: Actor | null,
  input: { id: string },
  signal: AbortSignal,
): AsyncGenerator<SubmissionEvent, void, undefined> {
  const { full } = await openSubmission(deps, actor, input.id);
  let last = '';
  while (!signal.aborted) {
    // Asked for before the look, so that what changes in between is not missed.
    const change = deps.signals.next(full.id, POLL_MS, signal);
    const { state, ahead } = await findProgress(deps.db, full.id);
    if (state === 'done') {
      const { full: done, staff } = await openSubmission(deps, actor, input.id);
      if (done.result) {
        const { id, attempt, submittedAt, status, score, max } = done;
        const submission = { id, attempt, submittedAt, state, status, score, max };
        yield { kind: 'done', submission, result: staff ? done.result : publicResult(done.result) };
        return;
      }
    }
    const now = `${state} ${ahead}`;
    if (now !== last) yield { kind: 'state', state, ahead };
    last = now;
    await change;
  }
}
