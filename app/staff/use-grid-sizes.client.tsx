'use client';
/** The matrix's column widths in pixels, as matrix.css sets them; the virtualizer must know them in numbers. */
import { useSyncExternalStore } from 'react';

const NARROW = '(max-width: 859px)';

const subscribe = (onChange: () => void) => {
  const query = window.matchMedia(NARROW);
  query.addEventListener('change', onChange);
  return () => query.removeEventListener('change', onChange);
};

export function useGridSizes(columns: number): { head: number; col: number } {
  const narrow = useSyncExternalStore(
    subscribe,
    () => window.matchMedia(NARROW).matches,
    () => false,
  );
  const wide = columns <= 12;
  return narrow ? { head: 136, col: wide ? 40 : 32 } : { head: 232, col: wide ? 56 : 32 };
}
