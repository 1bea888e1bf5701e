/** The workbench's two shortcuts, everywhere on the page, also inside the editor. */
'use client';
import { useEffect, useRef } from 'react';

interface Keys {
  /** Ctrl+Enter, or Cmd+Enter. */
  run: () => void;
  /** The same with Shift. */
  submit: () => void;
}

export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.altKey || event.repeat) return;
      // Before the editor sees it: there, Ctrl+Enter would open a line.
      event.preventDefault();
      event.stopPropagation();
      if (event.shiftKey) latest.current.submit();
      else latest.current.run();
    };
    document.addEventListener('keydown', onKeyDown, { capture: true });
    return () => document.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);
}
