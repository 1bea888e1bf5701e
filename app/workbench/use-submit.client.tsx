/** Submitting in React: one request per click, its way shown, its verdict delivered without a reload. */
'use client';
import { useEffect, useReducer, useRef, useState } from 'react';
import type { SubmissionEvent, SubmissionRow } from '@/lib/features/submissions/views';
import { noteClick } from './click-trace';
import { keepHeldClick, readHeldClick, type StoreKey } from './local-store';
import { reduceSubmit, type SubmitState, watchedBy } from './submit-state';
import { postSubmission, watchSubmission } from './workbench-api';

const UNREACHABLE = 'The server does not answer. Your code is kept in this browser, and nothing was counted.';
const OFFLINE = 'You are offline. Your code is kept in this browser, and nothing was counted.';
/** Pages that were sent away together come back one after the other. */
const SPREAD_MS = 1000;

type Done = Extract<SubmissionEvent, { kind: 'done' }>;

interface Options {
  storeKey: StoreKey;
  /** The newest submission, if it was still on its way when the page was made. */
  pending: SubmissionRow | undefined;
  /** `code`: what was judged, where this page knows it. */
  onDone: (event: Done, code: string) => void;
  /** A submission that the page is no longer about has come to its end. */
  onSettled: (row: SubmissionRow) => void;
}

export interface SubmitControl {
  state: SubmitState;
  submit: (code: string) => void;
  retry: () => void;
  dismiss: () => void;
}

export function useSubmit({ storeKey, pending, onDone, onSettled }: Options): SubmitControl {
  const [state, dispatch] = useReducer(reduceSubmit, { kind: 'idle' });
  const { userId, course, exercise } = storeKey;
  const latest = useRef({ onDone, onSettled, state });
  useEffect(() => {
    latest.current = { onDone, onSettled, state };
  });

  // After `dismissed` or a new click the machine ignores it: only what was on its way at the start is resumed.
  const [resumable] = useState(pending);
  useEffect(() => {
    if (!resumable) return;
    const { id, attempt, state: at } = resumable;
    dispatch({ kind: 'resumed', id, attempt, stage: at === 'grading' ? at : 'queued' });
  }, [resumable]);

  // A click that waits for room at the graders outlives the page.
  const held = state.kind === 'held' ? state : null;
  const [heldKey, heldCode, until] = [held?.key, held?.code, held?.until];
  const begun = useRef(false);
  useEffect(() => {
    const key = { userId, course, exercise };
    if (!begun.current) {
      begun.current = true;
      const click = readHeldClick(key);
      if (click) dispatch({ kind: 'clicked', ...click });
      return;
    }
    if (heldKey !== undefined && heldCode !== undefined) keepHeldClick(key, { key: heldKey, code: heldCode });
    else if (state.kind !== 'sending') keepHeldClick(key, null);
  }, [heldKey, heldCode, state.kind, userId, course, exercise]);
  useEffect(() => {
    if (until === undefined) return undefined;
    const timer = setTimeout(() => dispatch({ kind: 'retried' }), until - Date.now() + Math.random() * SPREAD_MS);
    return () => clearTimeout(timer);
  }, [until]);

  const freedAt = state.kind === 'limited' ? state.until : undefined;
  useEffect(() => {
    if (freedAt === undefined) return undefined;
    const timer = setTimeout(() => dispatch({ kind: 'freed' }), freedAt - Date.now());
    return () => clearTimeout(timer);
  }, [freedAt]);

  // The request follows the state, so that a retry is the same request with the same key.
  const sending = state.kind === 'sending' ? state : null;
  const key = sending?.key;
  const code = sending?.code;
  useEffect(() => {
    if (key === undefined || code === undefined) return undefined;
    let live = true;
    void postSubmission({ course, exercise }, code, key).then((answer) => {
      if (!live) return;
      if (answer.kind === 'ok') dispatch({ kind: 'answered', answer: answer.value, at: Date.now() });
      else if (answer.kind === 'declined') dispatch({ kind: 'declined', why: answer.why });
      else dispatch({ kind: 'unreachable', why: navigator.onLine ? UNREACHABLE : OFFLINE });
    });
    return () => {
      live = false;
    };
  }, [key, code, course, exercise]);

  const watched = watchedBy(state);
  useEffect(() => {
    if (watched === undefined) return undefined;
    return watchSubmission(watched, (event) => {
      const { state: now, onDone: done, onSettled: settled } = latest.current;
      dispatch({ kind: 'heard', id: watched, event });
      if (event.kind === 'done') done(event, now.kind === 'waiting' ? now.code : '');
      if (event.kind === 'superseded') settled(event.submission);
    });
  }, [watched]);

  // What was replaced has come to its end, too, or is being graded all the same.
  const replaced = state.kind === 'waiting' ? state.instead : null;
  useEffect(() => {
    if (replaced === null) return undefined;
    return watchSubmission(replaced, (event) => {
      if (event.kind !== 'state') latest.current.onSettled(event.submission);
    });
  }, [replaced]);

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
