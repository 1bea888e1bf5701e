'use client';
/** Submissions that ended in a fault of ours, with the reason; one or many can be sent to the graders again. */
import { useId, useState } from 'react';
import type { FailureView } from '@/lib/features/operations/views';
import { When } from '../staff/when.client';
import { Button } from '../ui/button';
import { Id, Nothing, Section } from './section';

interface FailureListProps {
  failures: readonly FailureView[];
  /** How many there are in all. */
  failed: number;
  busy: boolean;
  onRetry: (ids: readonly string[]) => Promise<void>;
}

export function FailureList({ failures, failed, busy, onRetry }: FailureListProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const here = failures.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const all = failures.length > 0 && here.length === failures.length;
  const choose = (id: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const retry = async (ids: readonly string[]) => {
    await onRetry(ids);
    setChosen(new Set());
  };
  if (failures.length === 0) {
    return (
      <Section id="failures" title="Failures">
        <Nothing>No submission is without a grade through a fault of ours.</Nothing>
      </Section>
    );
  }
  return (
    <Section
      id="failures"
      title="Failures"
      aside={
        <span className="text-sm text-ink-3">
          {failed > failures.length ? `the newest ${failures.length} of ${failed}` : failed}
        </span>
      }
    >
      <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line py-2">
        <label className="inline-flex items-center gap-3 text-sm">
          <input
            type="checkbox"
            className="size-4 accent-(--color-accent)"
            checked={all}
            onChange={(event) => setChosen(new Set(event.target.checked ? failures.map(({ id }) => id) : []))}
          />
          All that are shown
        </label>
        <Button disabled={busy || here.length === 0} onClick={() => void retry(here)}>
          Retry {here.length === 0 ? 'those chosen' : `${here.length} chosen`}
        </Button>
      </div>
      <ul className="border-b border-line">
        {failures.map((failure) => (
          <Row
            key={failure.id}
            failure={failure}
            chosen={chosen.has(failure.id)}
            onChoose={(on) => choose(failure.id, on)}
            onRetry={() => void retry([failure.id])}
            busy={busy}
          />
        ))}
      </ul>
    </Section>
  );
}

interface RowProps {
  failure: FailureView;
  chosen: boolean;
  busy: boolean;
  onChoose: (on: boolean) => void;
  onRetry: () => void;
}

function Row({ failure, chosen, busy, onChoose, onRetry }: RowProps) {
  const { id, course, exercise, at, reason, starts } = failure;
  const name = useId();
  return (
    <li className="flex items-start gap-3 border-t border-line py-3 text-sm">
      <input
        type="checkbox"
        className="mt-0.5 size-4 shrink-0 accent-(--color-accent)"
        aria-labelledby={name}
        checked={chosen}
        onChange={(event) => onChoose(event.target.checked)}
      />
      <div className="min-w-0 flex-1">
        <p className="break-words">{reason ?? 'The reason was not written down.'}</p>
        <p className="text-ink-2">
          <span id={name}>
            {course}/{exercise}
            <span className="sr-only">, {id}</span>
          </span>
          , <When at={at} />, {starts === 0 ? 'never begun' : `begun ${starts} ${starts === 1 ? 'time' : 'times'}`}
        </p>
        <Id>{id}</Id>
      </div>
      <Button disabled={busy} aria-describedby={name} onClick={onRetry}>
        Retry
      </Button>
    </li>
  );
}
