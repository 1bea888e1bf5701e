/** What happens to a submission until its verdict is there, for the page that waits. */
import type { Actor } from '../../access/policy';
import type { Deps } from '../deps';
import { openSubmission } from './read-submission';
import { countAhead, type FullSubmission } from './store';
import { publicResult } from '../../grading/public-view';
import type { SubmissionEvent } from './views';

/** A hint can get lost when the database restarts; then the row is read again after this long. */
const POLL_MS = 1000;

/** Ends after `done`, or when aborted. The actor's rights are asked again at every look. */
export async function* watchSubmission(
  deps: Deps,
  actor: Actor | null,
  input: { id: string },
  signal: AbortSignal,
): AsyncGenerator<SubmissionEvent, void, undefined> {
  let last = '';
  while (!signal.aborted) {
    // Asked for before the look, so that what changes in between is not missed.
    const change = deps.signals.next(input.id, POLL_MS, signal);
    const { full, staff } = await openSubmission(deps, actor, input.id);
    if (full.state === 'done' && full.result) {
      const { id, attempt, submittedAt, state, status, score, max } = full;
      const submission = { id, attempt, submittedAt, state, status, score, max };
      yield { kind: 'done', submission, result: staff ? full.result : publicResult(full.result) };
      return;
    }
    const ahead = await placeOf(deps, full);
    const now = `${full.state} ${ahead}`;
    if (now !== last) yield { kind: 'state', state: full.state, ahead };
    last = now;
    await change;
  }
}

async function placeOf(deps: Deps, full: FullSubmission): Promise<number> {
  return full.state === 'queued' ? await countAhead(deps.db, full.submittedAt) : 0;
}
