/** Where the eye is after Run and Submit: what is happening, what was found, what could not be done. */
'use client';
import { useEffect, useState } from 'react';
import { Notice } from '../ui/notice';
import { VerdictView } from '../ui/verdict';
import type { VerdictContext } from '../ui/verdict-context';
import { replacedWords } from './outcome';
import { type SubmitState, waitWords } from './submit-state';
import type { RunState } from './use-run.client';
import { useSecondsUntil } from './use-seconds.client';
import type { Task, Verdict } from './verdict-groups';

export const VERDICT_ID = 'workbench-verdict';

interface Props {
  verdict: Verdict | null;
  /** The code has changed since. */
  stale: boolean;
  run: RunState;
  submit: SubmitState;
  tasks: readonly Task[];
  context: VerdictContext;
  openChecks: number;
  allChecks: number;
  /** Other code may take the place of what waits. */
  replaceWaiting: boolean;
  onRetry: () => void;
  onDismiss: () => void;
}

export function VerdictPane(props: Props) {
  const { verdict, stale, run, submit, tasks, context, openChecks, allChecks, replaceWaiting, onRetry, onDismiss } =
    props;
  const waiting = waitWords(submit) || (run.kind === 'running' ? 'Running the open checks' : '');
  const held = noticeOf(submit);
  return (
    <section
      aria-label="Verdict"
      aria-busy={waiting !== ''}
      tabIndex={0}
      className="min-h-0 flex-1 overflow-y-auto px-4 py-5 -outline-offset-2 md:px-6"
    >
      {held ? (
        <div className="mb-5">
          <HeldNotice submit={submit} onRetry={onRetry} onDismiss={onDismiss} {...held} />
        </div>
      ) : null}
      {run.kind === 'failed' ? (
        <div className="mb-5">
          <Notice tone="warn" title="Run did not work here">
            {run.why}
          </Notice>
        </div>
      ) : null}
      {waiting ? (
        <Waiting
          words={waiting}
          stage={submit.kind === 'waiting' ? submit.stage : submit.kind === 'sending' ? 'sending' : null}
          replaceable={replaceWaiting && submit.kind === 'waiting' && submit.stage === 'queued'}
        />
      ) : null}
      {verdict ? (
        <div className={waiting ? 'opacity-60' : ''}>
          {stale && !waiting ? <p className="label mb-1">Of your code as it was; it has changed since.</p> : null}
          <VerdictView verdict={verdict} tasks={tasks} context={context} headingId={VERDICT_ID} />
        </div>
      ) : waiting || held || run.kind === 'failed' ? null : (
        <Empty openChecks={openChecks} allChecks={allChecks} />
      )}
    </section>
  );
}

const STAGES = [
  ['sending', 'sent'],
  ['queued', 'queued'],
  ['grading', 'grading'],
] as const;

interface WaitingProps {
  words: string;
  stage: 'sending' | 'queued' | 'grading' | null;
  replaceable: boolean;
}

/** Shown after 300 ms: what is faster needs no words. */
function Waiting({ words, stage, replaceable }: WaitingProps) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  const at = STAGES.findIndex(([name]) => name === stage);
  return (
    <div className="mb-5">
      <p className="text-md font-semibold">{words}</p>
      {stage ? (
        <ol className="mt-2 flex gap-1" aria-hidden>
          {STAGES.map(([name, label], index) => (
            <li key={name} className="w-24">
              <span className={`block h-1 rounded-full ${index <= at ? 'bg-accent' : 'bg-sunken'}`} />
              <span className={`mt-1 block text-xs ${index <= at ? 'text-ink-2' : 'text-ink-3'}`}>{label}</span>
            </li>
          ))}
        </ol>
      ) : null}
      {replaceable ? (
        <p className="mt-2 text-sm text-ink-2">
          Found a mistake? Submit again: the newer code takes this place, and only that counts as an attempt.
        </p>
      ) : null}
    </div>
  );
}

interface HeldWords {
  title: string;
  words: string;
}

/** What became of a click that is not on its way. */
function noticeOf(submit: SubmitState): HeldWords | null {
  switch (submit.kind) {
    case 'unsent':
      return { title: 'Not submitted yet', words: submit.why };
    case 'held':
      return {
        title: 'Not submitted yet: the graders are busy',
        words: 'More submissions wait than they can take. Your code is kept, and sent again by itself.',
      };
    case 'limited':
      return { title: 'Not submitted', words: submit.why };
    case 'refused':
      return { title: 'Not submitted', words: submit.why };
    case 'superseded':
      return {
        title: `Attempt ${submit.attempt}: ${replacedWords(submit.by).toLowerCase()}`,
        words: 'It has no verdict and costs no attempt. Load this page again to see the newer one.',
      };
    case 'idle':
    case 'sending':
    case 'waiting':
    case 'done':
      return null;
  }
}

interface HeldProps extends HeldWords {
  submit: SubmitState;
  onRetry: () => void;
  onDismiss: () => void;
}

function HeldNotice({ submit, title, words, onRetry, onDismiss }: HeldProps) {
  const seconds = useSecondsUntil(submit.kind === 'held' || submit.kind === 'limited' ? submit.until : null);
  return (
    <Notice tone={submit.kind === 'superseded' ? 'plain' : 'warn'} title={title}>
      <p>{words}</p>
      {seconds === null ? null : (
        <p className="mt-1 tabular-nums" aria-hidden>
          {submit.kind === 'held' ? 'Next try' : 'You can submit again'} {seconds === 0 ? 'now' : `in ${seconds} s`}.
        </p>
      )}
      <p className="mt-2 flex flex-wrap gap-2">
        {submit.kind === 'unsent' ? (
          <button type="button" className="btn" onClick={onRetry}>
            Submit it again
          </button>
        ) : null}
        {submit.kind === 'superseded' ? (
          <button type="button" className="btn" onClick={() => window.location.reload()}>
            Load again
          </button>
        ) : null}
        {submit.kind === 'held' ? (
          <button type="button" className="btn" onClick={onDismiss}>
            Don’t submit it
          </button>
        ) : null}
        {submit.kind === 'held' || submit.kind === 'limited' ? null : (
          <button type="button" className="btn btn-quiet" onClick={onDismiss}>
            Dismiss
          </button>
        )}
      </p>
    </Notice>
  );
}

function Empty({ openChecks, allChecks }: { openChecks: number; allChecks: number }) {
  return (
    <div className="max-w-(--measure) text-ink-2">
      <p>
        <b className="font-medium text-ink">Run</b> tries the {openChecks} open {openChecks === 1 ? 'check' : 'checks'}{' '}
        in this browser. Nothing is sent, and it is never counted.
      </p>
      <p className="mt-2">
        <b className="font-medium text-ink">Submit</b> has the server run all {allChecks} checks. Its verdict appears
        here and counts.
      </p>
    </div>
  );
}
