'use client';
/** The outline beside a lesson: where one is, and which sections have been read. Without scripts it is a list of links. */
import { Check } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { watchScroll } from '../ui/watch-scroll';
import { readingPlace, type ReadingPlace } from './reading';

interface OutlineProps {
  entries: { id: string; text: string }[];
}

/** A heading counts as reached when it stands in the upper part of the window. */
const EYE = 0.35;

export function Outline({ entries }: OutlineProps): ReactNode {
  const [place, setPlace] = useState<ReadingPlace>({ current: null, read: 0 });

  useEffect(() => {
    const look = (): void => {
      const tops = entries.map(({ id }) => document.getElementById(id)?.getBoundingClientRect().top ?? Infinity);
      const { scrollHeight } = document.documentElement;
      const atEnd = window.scrollY + window.innerHeight >= scrollHeight - 8;
      const next = readingPlace(tops, window.innerHeight * EYE, atEnd);
      setPlace((before) => {
        const read = Math.max(before.read, next.read);
        return before.current === next.current && before.read === read ? before : { current: next.current, read };
      });
    };
    return watchScroll(look);
  }, [entries]);

  return (
    <nav className="sticky top-20 max-h-[calc(100dvh-6rem)] overflow-y-auto" aria-label="Sections">
      <p className="label pb-2">On this page</p>
      <ol className="border-l border-line text-sm">
        {entries.map(({ id, text }, index) => (
          <li key={id}>
            <a href={`#${id}`} className="outline-link" aria-current={place.current === index ? 'location' : undefined}>
              {text}
              {index < place.read && <Check size={14} className="shrink-0 text-ink-3" role="img" aria-label="read" />}
            </a>
          </li>
        ))}
      </ol>
      <p className="needs-js pt-4 pl-4 text-xs text-ink-3">
        {place.read} of {entries.length} sections read
      </p>
    </nav>
  );
}
