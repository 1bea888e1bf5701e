'use client';
/** The oldest submissions that wait; each can be taken out of the queue, after a second press. */
import { useState } from 'react';
import type { LaneView, WaitingView } from '@/lib/features/operations/views';
import { Button } from '../ui/button';
import { Id, Nothing, Section } from './section';
import { duration, LANE_WORDS } from './words';

interface WaitingListProps {
  lanes: readonly LaneView[];
  waiting: readonly WaitingView[];
  busy: boolean;
  onCancel: (ids: readonly string[]) => Promise<void>;
}

/** The same each time, so that React calls it once when the button comes. */
const focus = (button: HTMLButtonElement | null) => button?.focus();

export function WaitingList({ lanes, waiting, busy, onCancel }: WaitingListProps) {
  const [asked, setAsked] = useState<string | null>(null);
  /** Whose question was just answered with no: the focus goes back to its button. */
  const [kept, setKept] = useState<string | null>(null);
  const number = lanes.reduce((sum, lane) => sum + lane.waiting, 0);
  return (
    <Section
      id="waiting"
      title="Waiting"
      aside={
        number > waiting.length ? (
          <span className="text-sm text-ink-3">
            the oldest {waiting.length} of {number}
          </span>
        ) : null
      }
    >
      {waiting.length === 0 ? (
        <Nothing>Nothing waits.</Nothing>
      ) : (
        <ul className="border-b border-line">
          {waiting.map(({ id, course, exercise, lane, waitedSeconds, starts }) => (
            <li key={id} className="flex flex-wrap items-start justify-between gap-3 border-t border-line py-3 text-sm">
              <div className="min-w-0 shrink grow basis-48">
                <p>
                  {course}/{exercise} <span className="text-ink-3">{LANE_WORDS[lane].toLowerCase()}</span>
                </p>
                <p className="text-ink-2 tabular-nums">
                  for {duration(waitedSeconds)}
                  {starts > 0 && `, begun ${starts} ${starts === 1 ? 'time' : 'times'}`}
                </p>
                <Id>{id}</Id>
              </div>
              {asked === id ? (
                <div role="group" aria-label={`Cancel ${id}`} className="flex flex-wrap items-center gap-2">
                  <span className="text-ink-2">It will not be graded; the student is told.</span>
                  <Button
                    ref={focus}
                    disabled={busy}
                    onClick={() => {
                      setAsked(null);
                      void onCancel([id]);
                    }}
                  >
                    Take it out
                  </Button>
                  <Button
                    look="quiet"
                    onClick={() => {
                      setKept(id);
                      setAsked(null);
                    }}
                  >
                    Keep it
                  </Button>
                </div>
              ) : (
                <Button
                  ref={kept === id ? focus : undefined}
                  disabled={busy}
                  aria-label={`Cancel ${id}`}
                  onClick={() => setAsked(id)}
                >
                  Cancel
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
