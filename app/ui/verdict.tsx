/** A verdict, shown: one sentence and the score, then the checks by task, what fails first. Renders on server and client. */
import { Check, ChevronRight } from 'lucide-react';
import { groupByTask, points, type Task, type TaskGroup, type Verdict } from '../workbench/verdict-groups';
import { VerdictCheck } from './verdict-check';
import type { VerdictContext } from './verdict-context';
import { VerdictFault } from './verdict-fault';

interface Props {
  verdict: Verdict;
  tasks: readonly Task[];
  context: VerdictContext;
  /** Focus lands here when a verdict arrives. */
  headingId?: string;
}

export function VerdictView({ verdict, tasks, context, headingId }: Props) {
  // After a fault nothing was judged: a list of checks that did not run would only hide why.
  const groups = verdict.fault || verdict.status === 'platform-error' ? [] : groupByTask(tasks, verdict.checks);
  const firstFailing = groups.find((group) => !group.passed);
  return (
    <div className="max-w-[52rem]">
      {verdict.kind === 'run' ? (
        <p className="label mb-1">Run, open checks only. A run is never counted or sent.</p>
      ) : null}
      <div className="flex items-baseline justify-between gap-6">
        <h2 id={headingId} tabIndex={-1} className="text-md font-semibold text-pretty outline-none">
          {context.prose(verdict.summary)}
        </h2>
        <Score verdict={verdict} />
      </div>
      <VerdictFault verdict={verdict} context={context} />
      {verdict.notes && verdict.notes.length > 0 ? (
        <ul className="mt-2 text-sm text-ink-2">
          {verdict.notes.map((note) => (
            <li key={note}>{context.prose(note)}</li>
          ))}
        </ul>
      ) : null}
      {groups.length > 0 ? (
        <div className="mt-4 grid grid-cols-1 gap-5">
          {groups.map((group) =>
            group.passed ? (
              <PassedTask key={group.id} group={group} context={context} />
            ) : (
              <FailingTask key={group.id} group={group} context={context} first={group === firstFailing} />
            ),
          )}
        </div>
      ) : null}
      {verdict.logs ? (
        <details className="group mt-5" open={verdict.kind === 'run'}>
          <summary className="flex cursor-pointer list-none items-center gap-2 border-b border-line pb-1 text-sm font-semibold [&::-webkit-details-marker]:hidden">
            Console
            <ChevronRight size={15} aria-hidden className="ml-auto text-ink-3 group-open:rotate-90" />
          </summary>
          <pre
            className="mt-2 max-h-60 overflow-auto rounded-md border border-line bg-surface p-3 text-sm whitespace-pre-wrap"
            tabIndex={0}
            role="group"
            aria-label="Console output"
          >
            {verdict.logs}
          </pre>
        </details>
      ) : null}
    </div>
  );
}

function Score({ verdict }: { verdict: Verdict }) {
  if (verdict.status === 'platform-error' || (verdict.kind === 'run' && verdict.checks.length === 0)) return null;
  if (verdict.kind === 'run') {
    const passed = verdict.checks.filter((check) => check.status === 'pass').length;
    return (
      <span className="shrink-0 text-md font-semibold">
        {passed}
        <span className="text-sm font-normal text-ink-3"> of {verdict.checks.length} open</span>
      </span>
    );
  }
  return (
    <span className="shrink-0 text-md font-semibold">
      {points(verdict.score)}
      <span className="text-sm font-normal text-ink-3"> of {points(verdict.max)}</span>
    </span>
  );
}

function FailingTask({ group, context, first }: { group: TaskGroup; context: VerdictContext; first: boolean }) {
  return (
    <section>
      <h3 className="flex justify-between gap-4 border-b border-line pb-1 text-sm font-semibold">
        {group.title}
        <TaskPoints group={group} />
      </h3>
      <ul>
        {group.checks.map((check, index) => (
          <li key={check.id} className="border-line not-first:border-t">
            <VerdictCheck check={check} context={context} open={first && index === 0} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function PassedTask({ group, context }: { group: TaskGroup; context: VerdictContext }) {
  const count = group.checks.length;
  return (
    <section>
      <details className="group">
        <summary className="cursor-pointer list-none [&::-webkit-details-marker]:hidden">
          <h3 className="flex items-center gap-3 border-b border-line pb-1 text-sm font-semibold">
            {group.title}
            <span className="inline-flex items-center gap-1 font-medium whitespace-nowrap text-pass">
              <Check size={15} strokeWidth={2.5} aria-hidden />
              {count === 1 ? 'passes' : `all ${count} pass`}
            </span>
            <span className="ml-auto">
              <TaskPoints group={group} />
            </span>
            <ChevronRight size={15} aria-hidden className="text-ink-3 group-open:rotate-90" />
          </h3>
        </summary>
        <ul>
          {group.checks.map((check) => (
            <li key={check.id}>
              <VerdictCheck check={check} context={context} open={false} />
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function TaskPoints({ group }: { group: TaskGroup }) {
  return (
    <span className="font-normal whitespace-nowrap text-ink-3">
      {points(group.points)} of {points(group.max)}
    </span>
  );
}
