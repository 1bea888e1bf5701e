'use client';
/** How the platform does, from top to bottom: what waits, how fast it goes, who works, what failed. */
import { useEffect, useRef } from 'react';
import type { OperationView } from '@/lib/features/operations/views';
import { When } from '../staff/when.client';
import { Notice } from '../ui/notice';
import { FailureList } from './failure-list.client';
import { PacePlots } from './pace-plots';
import { QueueFigures } from './queue-figures';
import { TroubledList } from './troubled-list';
import { useOperation } from './use-operation.client';
import { WaitingList } from './waiting-list.client';
import { WorkerList } from './worker-list';

export function Operation({ first }: { first: OperationView }) {
  const { view, stale, said, busy, run } = useOperation(first);
  const status = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The button that was pressed may have gone with its row.
    if (said && document.activeElement === document.body) status.current?.focus();
  }, [said]);
  return (
    <>
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <h1 className="text-xl font-semibold tracking-tight">Operation</h1>
        <p className="text-sm text-ink-3">
          As of <When at={view.at} />, by itself every few seconds
        </p>
      </div>
      <div ref={status} role="status" tabIndex={-1} className="mt-4 outline-none empty:hidden">
        {stale && (
          <Notice tone="warn" title="The server does not answer">
            What you see is what it said last. The page goes on asking.
          </Notice>
        )}
        {said && <p className={`mt-2 text-sm ${said.failed ? 'text-fail' : 'text-ink-2'}`}>{said.words}</p>}
      </div>
      <QueueFigures view={view} />
      <PacePlots view={view} />
      <WorkerList workers={view.workers} />
      <FailureList failures={view.failures} failed={view.failed} busy={busy} onRetry={(ids) => run('retry', ids)} />
      <TroubledList troubled={view.troubled} />
      <WaitingList lanes={view.lanes} waiting={view.waiting} busy={busy} onCancel={(ids) => run('cancel', ids)} />
    </>
  );
}
