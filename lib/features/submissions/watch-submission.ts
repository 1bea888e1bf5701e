/** What happens to a submission until its verdict is there, for the page that waits. */
import type { Actor } from '../../access/policy';
import { publicResult } from '../../grading/public-view';
import type { Deps } from '../deps';
import { openSubmission } from './read-submission';
import { findWatched, type WatchedSubmission } from './store';
import type { SubmissionEvent, SubmissionState } from './views';
import { LOOK_MS, readLine } from './waiting-line';

/** A hint can get lost when the database restarts; then the state is read again after this long. */
const POLL_MS = 3000;

/**
 * Ends after `done` or `superseded`, or when aborted. Rights are asked at every look. A look is one row by its key, at
 * first and when something happens to the submission; while it waits it is found in the line, which this process reads
 * once for all its pages, so that a whole course can wait without slowing the graders.
 */
export async function* watchSubmission(
  deps: Deps,
  actor: Actor | null,
  input: { id: string },
  signal: AbortSignal,
): AsyncGenerator<SubmissionEvent, void, undefined> {
  // As it is announced.
  const id = input.id.toLowerCase();
  let state: SubmissionState = 'queued';
  let told = '';
  let look = true;
  while (!signal.aborted) {
    // Asked for before the look, so that what changes in between is not missed.
    const change = deps.signals.next(id, state === 'queued' ? LOOK_MS : POLL_MS, signal);
    // What stands in the line has not been begun. Something may have happened to what doesn't stand there any more.
    if (look || (await readLine(deps)).aheadOf(id) === null) {
      const { found, staff } = await openSubmission(actor, id, (one) => findWatched(deps.db, one));
      const end = endOf(found, staff);
      if (end) {
        yield end;
        return;
      }
      ({ state } = found);
    }
    if (state === 'queued' || state === 'grading') {
      const now: SubmissionEvent = {
        kind: 'state',
        state,
        ...(state === 'queued' ? await placeOf(deps, id) : NOWHERE),
      };
      const words = JSON.stringify(now);
      if (words !== told) yield now;
      told = words;
    }
    look = (await change) || state !== 'queued';
  }
}

const NOWHERE = { ahead: null, waitMs: null };

async function placeOf(deps: Deps, id: string): Promise<{ ahead: number | null; waitMs: number | null }> {
  const line = await readLine(deps);
  const ahead = line.aheadOf(id);
  if (ahead === null) return NOWHERE;
  const waitMs = line.waitMs(ahead);
  return { ahead, waitMs: waitMs === null ? null : roughly(waitMs) };
}

/** No more exact than anybody can know; also, what doesn't change isn't sent. */
function roughly(ms: number): number {
  const step = ms < 10_000 ? 1000 : ms < 60_000 ? 5000 : 30_000;
  return Math.ceil(ms / step) * step;
}

function endOf(found: WatchedSubmission, staff: boolean): SubmissionEvent | null {
  const { id, attempt, submittedAt, state, replacedBy, status, score, max, regraded, result } = found;
  const submission = { id, attempt, submittedAt, state, replacedBy, status, score, max, regraded };
  if (result) return { kind: 'done', submission, result: staff ? result : publicResult(result) };
  return state === 'superseded' ? { kind: 'superseded', submission } : null;
}
