/** One submission on its way, as a pure state machine: sent, waiting, judged, or held back here. */
import type { Result } from '@/lib/exercise/result';
import type { SubmissionEvent, SubmitResult } from '@/lib/features/submissions/views';

export type SubmitState =
  | { kind: 'idle' }
  | { kind: 'sending'; key: string; code: string }
  /** It did not reach the server for certain. The key is kept, so that a retry can't count twice. */
  | { kind: 'unsent'; key: string; code: string; why: string }
  /** The server declined; nothing was counted. */
  | { kind: 'refused'; why: string }
  | { kind: 'waiting'; id: string; attempt: number; code: string; stage: 'queued' | 'grading'; ahead: number }
  | { kind: 'done'; id: string; attempt: number; code: string; result: Result };

export type SubmitEvent =
  | { kind: 'clicked'; key: string; code: string }
  | { kind: 'retried' }
  | { kind: 'answered'; answer: SubmitResult }
  | { kind: 'unreachable'; why: string }
  | { kind: 'declined'; why: string }
  | { kind: 'heard'; id: string; event: SubmissionEvent }
  /** The page was opened while an earlier submission was still being graded. */
  | { kind: 'resumed'; id: string; attempt: number }
  | { kind: 'dismissed' };

export function reduceSubmit(state: SubmitState, event: SubmitEvent): SubmitState {
  switch (event.kind) {
    case 'clicked':
      // A second click while one is on its way is the same wish.
      if (isOnItsWay(state)) return state;
      // The lost request may have arrived: the same code goes out under the same key.
      if (state.kind === 'unsent' && state.code === event.code)
        return { kind: 'sending', key: state.key, code: state.code };
      return { kind: 'sending', key: event.key, code: event.code };
    case 'retried':
      return state.kind === 'unsent' ? { kind: 'sending', key: state.key, code: state.code } : state;
    case 'answered':
      return state.kind === 'sending' ? answered(state.code, event.answer) : state;
    case 'unreachable':
      return state.kind === 'sending' ? { kind: 'unsent', key: state.key, code: state.code, why: event.why } : state;
    case 'declined':
      return state.kind === 'sending' ? { kind: 'refused', why: event.why } : state;
    case 'heard':
      return state.kind === 'waiting' && state.id === event.id ? heard(state, event.event) : state;
    case 'resumed':
      return state.kind === 'idle'
        ? { kind: 'waiting', id: event.id, attempt: event.attempt, code: '', stage: 'queued', ahead: 0 }
        : state;
    case 'dismissed':
      return isOnItsWay(state) ? state : { kind: 'idle' };
  }
}

export function isOnItsWay(state: SubmitState): boolean {
  return state.kind === 'sending' || state.kind === 'waiting';
}

function answered(code: string, answer: SubmitResult): SubmitState {
  switch (answer.kind) {
    case 'queued':
    case 'repeated':
      return { kind: 'waiting', id: answer.id, attempt: answer.attempt, code, stage: 'queued', ahead: 0 };
    case 'too-large':
      return {
        kind: 'refused',
        why: `Your code is ${kilobytes(answer.bytes)} kB; at most ${kilobytes(answer.limitBytes)} kB can be graded. Nothing was counted.`,
      };
    case 'too-many':
      return {
        kind: 'refused',
        why: `You submit faster than grading allows. Try again in ${Math.max(1, Math.ceil(answer.retryAfterMs / 1000))} s; nothing was counted.`,
      };
  }
}

function heard(state: Extract<SubmitState, { kind: 'waiting' }>, event: SubmissionEvent): SubmitState {
  if (event.kind === 'done') {
    return { kind: 'done', id: state.id, attempt: state.attempt, code: state.code, result: event.result };
  }
  // States only go forward: a late "queued" after "grading" is an echo of a reconnection.
  if (event.state === 'done' || (state.stage === 'grading' && event.state === 'queued')) return state;
  return { ...state, stage: event.state, ahead: event.ahead };
}

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0);

/** Where a submission stands, in one line. */
export function waitWords(state: SubmitState): string {
  switch (state.kind) {
    case 'sending':
      return 'Sending your code';
    case 'waiting':
      if (state.stage === 'grading') return `Attempt ${state.attempt}: the checks are running`;
      if (state.ahead === 0) return `Attempt ${state.attempt}: next in the queue`;
      return `Attempt ${state.attempt}: waiting, ${state.ahead} ${state.ahead === 1 ? 'submission' : 'submissions'} ahead`;
    case 'idle':
    case 'unsent':
    case 'refused':
    case 'done':
      return '';
  }
}
