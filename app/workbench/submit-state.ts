/** One submission on its way, as a pure state machine: sent, waiting, judged, replaced, or held back here. */
import type { Result } from '@/lib/exercise/result';
import type { SubmissionEvent, SubmitResult } from '@/lib/features/submissions/views';

interface Waiting {
  kind: 'waiting';
  id: string;
  attempt: number;
  /** Empty after a reload, which does not know it. */
  code: string;
  stage: 'queued' | 'grading';
  /** How many will be graded before it, and how long that takes; null while nobody knows. */
  ahead: number | null;
  waitMs: number | null;
  /** The submission of this page that it took the place of. */
  instead: string | null;
}

/** A click on its way out, with the key that makes it one submission however often it is sent. */
interface Outgoing {
  key: string;
  code: string;
  /** An older one that waits at the server until this one has arrived. */
  before: Waiting | null;
}

export type SubmitState =
  | { kind: 'idle' }
  | ({ kind: 'sending' } & Outgoing)
  /** It did not reach the server for certain. The key is kept, so that a retry can't count twice. */
  | ({ kind: 'unsent'; why: string } & Outgoing)
  /** The graders have no room: sent again by itself at `until`, in milliseconds since 1970. */
  | ({ kind: 'held'; until: number } & Outgoing)
  /** More than the course lets one submit: possible again at `until`. */
  | { kind: 'limited'; until: number; why: string; before: Waiting | null }
  /** The server declined; nothing was counted. */
  | { kind: 'refused'; why: string; before: Waiting | null }
  | Waiting
  /** A newer one took its place before it was graded. */
  | { kind: 'superseded'; id: string; attempt: number; by: number | null }
  | { kind: 'done'; id: string; attempt: number; code: string; result: Result };

export type SubmitEvent =
  | { kind: 'clicked'; key: string; code: string }
  | { kind: 'retried' }
  /** `at`: when the answer came, in milliseconds since 1970. */
  | { kind: 'answered'; answer: SubmitResult; at: number }
  | { kind: 'unreachable'; why: string }
  | { kind: 'declined'; why: string }
  | { kind: 'heard'; id: string; event: SubmissionEvent }
  /** The page was opened while an earlier submission was still being graded. */
  | { kind: 'resumed'; id: string; attempt: number; stage: 'queued' | 'grading' }
  /** The time of a limit is over. */
  | { kind: 'freed' }
  | { kind: 'dismissed' };

export function reduceSubmit(state: SubmitState, event: SubmitEvent): SubmitState {
  switch (event.kind) {
    case 'clicked':
      return clicked(state, event);
    case 'retried':
      return state.kind === 'unsent' || state.kind === 'held' ? outgoing('sending', state) : state;
    case 'answered':
      return state.kind === 'sending' ? answered(state, event.answer, event.at) : state;
    case 'unreachable':
      return state.kind === 'sending' ? { ...outgoing('unsent', state), why: event.why } : state;
    case 'declined':
      return state.kind === 'sending' ? { kind: 'refused', why: event.why, before: state.before } : state;
    case 'heard':
      return heard(state, event.id, event.event);
    case 'resumed': {
      const { id, attempt, stage } = event;
      if (state.kind === 'idle') return waitingFor({ id, attempt, code: '', stage, instead: null });
      // What this page sent before its reload is on its way again.
      if (state.kind === 'sending' && state.before === null)
        return { ...state, before: waitingFor({ id, attempt, code: '', stage, instead: null }) };
      return state;
    }
    case 'freed':
      return state.kind === 'limited' ? (state.before ?? { kind: 'idle' }) : state;
    case 'dismissed':
      if (state.kind === 'sending' || state.kind === 'waiting') return state;
      return beforeOf(state) ?? { kind: 'idle' };
  }
}

function clicked(state: SubmitState, { key, code }: { key: string; code: string }): SubmitState {
  switch (state.kind) {
    // A second click while one is on its way is the same wish.
    case 'sending':
    case 'limited':
      return state;
    case 'waiting':
      // Other code takes the place of what still waits; what is being graded gets its verdict first.
      if (state.stage === 'grading' || state.code === code) return state;
      return { kind: 'sending', key, code, before: state };
    // The lost request may have arrived: the same code goes out under the same key.
    case 'unsent':
      return { kind: 'sending', key: state.code === code ? state.key : key, code, before: state.before };
    // What waits for room is what was meant last; it goes out when there is room.
    case 'held':
      return state.code === code ? state : { ...state, key, code };
    case 'idle':
    case 'refused':
    case 'superseded':
    case 'done':
      return { kind: 'sending', key, code, before: beforeOf(state) };
  }
}

/** A submission that waits at the server while the page is about another. */
function beforeOf(state: SubmitState): Waiting | null {
  return 'before' in state ? state.before : null;
}

/** What to listen to. */
export function watchedBy(state: SubmitState): string | undefined {
  return state.kind === 'waiting' ? state.id : beforeOf(state)?.id;
}

/** Whether a click on Submit would do something, given the code in the editor. */
export function canSubmit(state: SubmitState, code: string): boolean {
  return clicked(state, { key: '', code }) !== state;
}

export function isOnItsWay(state: SubmitState): boolean {
  return state.kind === 'sending' || state.kind === 'waiting';
}

function outgoing<K extends 'sending' | 'unsent'>(kind: K, { key, code, before }: Outgoing): { kind: K } & Outgoing {
  return { kind, key, code, before };
}

function waitingFor(of: Pick<Waiting, 'id' | 'attempt' | 'code' | 'stage' | 'instead'>): Waiting {
  return { kind: 'waiting', ...of, ahead: null, waitMs: null };
}

function answered(state: Outgoing, answer: SubmitResult, at: number): SubmitState {
  const { code, before } = state;
  switch (answer.kind) {
    case 'queued':
    case 'repeated': {
      const { id, attempt } = answer;
      return waitingFor({ id, attempt, code, stage: 'queued', instead: before && before.id !== id ? before.id : null });
    }
    case 'too-large':
      return {
        kind: 'refused',
        why: `Your code is ${kilobytes(answer.bytes)} kB; at most ${kilobytes(answer.limitBytes)} kB can be graded. Nothing was counted.`,
        before,
      };
    case 'too-many':
      return {
        kind: 'limited',
        until: at + answer.retryAfterMs,
        why: `This course takes ${answer.limit} ${answer.limit === 1 ? 'submission' : 'submissions'} to an exercise in ${duration(answer.seconds * 1000)}. Nothing was counted.`,
        before,
      };
    case 'busy':
      return { kind: 'held', key: state.key, code, before, until: at + answer.retryAfterMs };
  }
}

function heard(state: SubmitState, id: string, event: SubmissionEvent): SubmitState {
  if (state.kind === 'waiting') return state.id === id ? hearWaiting(state, event) : state;
  const before = beforeOf(state);
  if (before?.id !== id || !('before' in state)) return state;
  // It ends by itself, or moves on, while the page is about the newer one.
  const next = hearWaiting(before, event);
  return { ...state, before: next.kind === 'waiting' ? next : null };
}

function hearWaiting(state: Waiting, event: SubmissionEvent): SubmitState {
  const { id, attempt, code } = state;
  switch (event.kind) {
    case 'done':
      return { kind: 'done', id, attempt, code, result: event.result };
    case 'superseded':
      return { kind: 'superseded', id, attempt, by: event.submission.replacedBy };
    case 'state':
      // States only go forward: a late "queued" after "grading" is an echo of a reconnection.
      if (state.stage === 'grading' && event.state === 'queued') return state;
      return {
        ...state,
        stage: event.state,
        // Who asks instead of listening isn't told the place: then the last one that was known stands.
        ahead: event.ahead ?? state.ahead,
        waitMs: event.ahead === null ? state.waitMs : event.waitMs,
      };
  }
}

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0);

/** `2 s`, `45 s`, `3 min`: never shorter than it is. */
export function duration(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds <= 90) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 90 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}

/** Where a submission stands, in one line. */
export function waitWords(state: SubmitState): string {
  switch (state.kind) {
    case 'sending':
      return 'Sending your code';
    case 'waiting': {
      const { attempt, stage, ahead, waitMs } = state;
      if (stage === 'grading') return `Attempt ${attempt}: the checks are running`;
      if (ahead === null) return `Attempt ${attempt}: waiting for a grader`;
      if (ahead === 0) return `Attempt ${attempt}: next in the queue`;
      const time = waitMs === null ? '' : `, about ${duration(waitMs)}`;
      return `Attempt ${attempt}: ${ahead} ahead of you${time}`;
    }
    case 'idle':
    case 'unsent':
    case 'held':
    case 'limited':
    case 'refused':
    case 'superseded':
    case 'done':
      return '';
  }
}
