/** What a screen reader is told of a submission on its way: nothing of a short wait, and of a long one not every step. */
'use client';
import { useEffect, useRef } from 'react';
import { type SubmitState, waitWords } from './submit-state';

/** What is faster needs no words. */
const AT_FIRST_MS = 400;
/** The place in the queue changes every second; who listens is told this often. */
const AGAIN_MS = 10_000;

export function useSaid(state: SubmitState, say: (words: string) => void): void {
  const words = soonWords(state);
  const stage = state.kind === 'waiting' ? state.stage : state.kind;
  const last = useRef({ stage: '', at: 0, say });
  useEffect(() => {
    last.current.say = say;
  });
  useEffect(() => {
    if (words === '') return undefined;
    const { current } = last;
    if (current.stage !== stage) Object.assign(current, { stage, at: 0 });
    const wait = current.at === 0 ? AT_FIRST_MS : Math.max(0, current.at + AGAIN_MS - Date.now());
    const timer = setTimeout(() => {
      current.at = Date.now();
      current.say(words);
    }, wait);
    return () => clearTimeout(timer);
  }, [words, stage]);
}

function soonWords(state: SubmitState): string {
  switch (state.kind) {
    case 'held':
      return 'The graders are busy. Your code is kept, and sent again by itself.';
    case 'limited':
      return `Not submitted. ${state.why}`;
    case 'refused':
    case 'unsent':
      return `Not submitted. ${state.why}`;
    case 'superseded':
      return `Attempt ${state.attempt} was replaced by a newer one before it was graded.`;
    case 'idle':
    case 'sending':
    case 'waiting':
    case 'done':
      return waitWords(state);
  }
}
