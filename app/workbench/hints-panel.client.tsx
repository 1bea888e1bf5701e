/** Hints, opened one by one, cheapest first; how many were opened is remembered. */
'use client';
import { useEffect, useRef, useState } from 'react';
import { readOpenedHints, type StoreKey, writeOpenedHints } from './local-store';

export function HintsPanel({ hints, storeKey }: { hints: readonly string[]; storeKey: StoreKey }) {
  const { userId, course, exercise } = storeKey;
  const [opened, setOpened] = useState(0);
  const newest = useRef<HTMLLIElement>(null);
  const asked = useRef(false);

  useEffect(() => {
    setOpened(Math.min(hints.length, readOpenedHints({ userId, course, exercise })));
  }, [hints.length, userId, course, exercise]);
  useEffect(() => {
    if (opened > 0 && asked.current) newest.current?.focus();
    asked.current = false;
  }, [opened]);

  if (hints.length === 0)
    return <p className="text-ink-2">This exercise has no hints. The lesson explains what it needs.</p>;
  const left = hints.length - opened;
  return (
    <>
      <p className="text-sm text-ink-3">
        {hints.length} {hints.length === 1 ? 'hint' : 'hints'}, the smallest push first. They cost no points.
      </p>
      <ol className="mt-4 grid gap-6">
        {hints.slice(0, opened).map((html, index) => (
          <li key={index} ref={index === opened - 1 ? newest : undefined} tabIndex={-1} className="outline-none">
            <h2 className="text-sm font-semibold">Hint {index + 1}</h2>
            <div className="prose statement mt-1" dangerouslySetInnerHTML={{ __html: html }} />
          </li>
        ))}
      </ol>
      {left > 0 ? (
        <button
          type="button"
          className="btn mt-5"
          onClick={() => {
            asked.current = true;
            setOpened(opened + 1);
            writeOpenedHints(storeKey, opened + 1);
          }}
        >
          {opened === 0 ? 'Show the first hint' : `Show hint ${opened + 1} of ${hints.length}`}
        </button>
      ) : null}
    </>
  );
}
