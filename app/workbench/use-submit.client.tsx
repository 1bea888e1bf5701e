/** Submitting in React: one request per click, its way shown, its verdict delivered without a reload. */
'use client';
import { useEffect, useReducer, useRef, useState } from 'react';
import type { SubmissionEvent, SubmissionRow } from '@/lib/features/submissions/views';
import { noteClick } from './click-trace';
import { reduceSubmit, type SubmitState } from './submit-state';
import { type ExerciseAddress, postSubmission, watchSubmission } from './workbench-api';

const UNREACHABLE = 'The server does not answer. Your code is kept in this browser, and nothing was counted.';
const OFFLINE = 'You are offline. Your code is kept in this browser, and nothing was counted.';

interface Options {
  address: ExerciseAddress;
  /** The newest submission, if it was still on its way when the page was made. */
  pending: SubmissionRow | undefined;
  onDone: (event: Extract<SubmissionEvent, { kind: 'done' }>) => void;
}

export interface SubmitControl {
  state: SubmitState;
  submit: (code: string) => void;
  retry: () => void;
  dismiss: () => void;
}

export function useSubmit({ address, pending, onDone }: Options): SubmitControl {
  const [state, dispatch] = useReducer(reduceSubmit, { kind: 'idle' });
  const { course, exercise } = address;
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });

  // After `dismissed` or a new click the machine ignores it: only what was on its way at the start is resumed.
  const [resumable] = useState(pending);
  useEffect(() => {
    if (resumable) dispatch({ kind: 'resumed', id: resumable.id, attempt: resumable.attempt });
  }, [resumable]);

  // The request follows the state, so that a retry is the same request with the same key.
  const sending = state.kind === 'sending' ? state : null;
  const key = sending?.key;
  const code = sending?.code;
  useEffect(() => {
    if (key === undefined || code === undefined) return undefined;
    let live = true;
    void postSubmission({ course, exercise }, code, key).then((answer) => {
      if (!live) return;
      if (answer.kind === 'ok') dispatch({ kind: 'answered', answer: answer.value });
      else if (answer.kind === 'declined') dispatch({ kind: 'declined', why: answer.why });
      else dispatch({ kind: 'unreachable', why: navigator.onLine ? UNREACHABLE : OFFLINE });
    });
    return () => {
      live = false;
    };
  }, [key, code, course, exercise]);

  const watched = state.kind === 'waiting' ? state.id : undefined;
  useEffect(() => {
    if (watched === undefined) return undefined;
    return watchSubmission(watched, (event) => {
      dispatch({ kind: 'heard', id: watched, event });
      if (event.kind === 'done') done.current(event);
    });
  }, [watched]);

  return {
    state,
    submit: (newCode) => {
      noteClick();
      dispatch({ kind: 'clicked', key: crypto.randomUUID(), code: newCode });
    },
    retry: () => dispatch({ kind: 'retried' }),
    dismiss: () => dispatch({ kind: 'dismissed' }),
  };
}
