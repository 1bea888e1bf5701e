'use client';
/** Which subject and entry of a long page is being read. */
import { useEffect, useState } from 'react';

import { watchScroll } from '../../ui/watch-scroll';
interface Place {
  section: string | null;
  entry: string | null;
}

/** A heading counts as reached when it stands this far down the window. */
const EYE_PX = 140;

export function usePlace(sections: readonly { id: string; entries: readonly { id: string }[] }[]): Place {
  const [place, setPlace] = useState<Place>({ section: sections[0]?.id ?? null, entry: null });
  useEffect(() => {
    const look = (): void => {
      const section = lastReached(sections.map(({ id }) => id)) ?? sections[0]?.id ?? null;
      const entries = sections.find(({ id }) => id === section)?.entries ?? [];
      const entry = lastReached(entries.map(({ id }) => id));
      setPlace((before) => (before.section === section && before.entry === entry ? before : { section, entry }));
    };
    return watchScroll(look);
  }, [sections]);
  return place;
}

function lastReached(ids: readonly string[]): string | null {
  let reached: string | null = null;
  for (const id of ids) {
    const box = document.getElementById(id)?.getBoundingClientRect();
    // What the search has put away has no box.
    if (!box || (box.width === 0 && box.height === 0)) continue;
    if (box.top > EYE_PX) break;
    reached = id;
  }
  return reached;
}
