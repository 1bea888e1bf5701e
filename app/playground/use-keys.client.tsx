'use client';
/** Single keys for the whole page, unless somebody types, chooses, or has switched them off. */
import { useEffect, useRef, useState } from 'react';

export type KeyTable = Readonly<Record<string, () => void>>;

const STORED = 'playground-keys';

/** Controls that use these keys themselves. */
const BUSY = 'input, select, textarea, [contenteditable], dialog';
const PRESSED_BY_SPACE = 'button, summary, a';

export function useKeys(table: KeyTable): { on: boolean; turn: (on: boolean) => void } {
  const [on, set] = useState(true);
  const latest = useRef({ table, on });
  useEffect(() => {
    latest.current = { table, on };
  });
  useEffect(() => {
    const frame = requestAnimationFrame(() => set(stored() !== 'off'));
    const onKeyDown = (event: KeyboardEvent): void => {
      const { target } = event;
      if (!latest.current.on || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (target instanceof Element) {
        if (target.closest(BUSY)) return;
        if (event.key === ' ' && target.closest(PRESSED_BY_SPACE)) return;
      }
      const act = latest.current.table[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener('keydown', onKeyDown);
    };
  }, []);
  return {
    on,
    turn: (next) => {
      set(next);
      try {
        localStorage.setItem(STORED, next ? 'on' : 'off');
      } catch {
        // Then the choice lasts as long as the page.
      }
    },
  };
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}
