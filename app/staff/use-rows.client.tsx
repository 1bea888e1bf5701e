'use client';
/** Loads the matrix's rows page by page as they come into view, and again when the reader returns to the tab. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { PAGE_ROWS, SentRowsSchema, type SentRows } from './matrix-rows';
import { firstPages, keepPages, missingPages, pageOf, withPage, type RowPages } from './row-pages';

/** Rows that fly by are not asked for; those that stay this long are. */
const SETTLE_MS = 80;
const STALE_MS = 20_000;

async function fetchPage(path: string, page: number, signal: AbortSignal): Promise<SentRows> {
  const url = `${path}${path.includes('?') ? '&' : '?'}offset=${page * PAGE_ROWS}&limit=${PAGE_ROWS}`;
  const response = await fetch(url, { signal, headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return SentRowsSchema.parse(await response.json());
}

interface Rows {
  held: RowPages;
  failed: boolean;
  retry: () => void;
}

/** @param path where rows come from, with the filters; `from` and `to` are the rows in view. */
export function useRows(path: string, first: SentRows & { offset: number }, from: number, to: number): Rows {
  const [held, setHeld] = useState(() => firstPages(first.offset, first));
  const [failed, setFailed] = useState(false);
  const heldNow = useRef(held);
  const fromPage = pageOf(Math.max(0, from));
  const toPage = pageOf(Math.max(0, to));

  const fetchAll = useCallback(
    async (pages: readonly number[], signal: AbortSignal) => {
      await Promise.all(
        pages.map(async (page) => {
          const rows = await fetchPage(path, page, signal);
          heldNow.current = withPage(heldNow.current, page * PAGE_ROWS, rows);
          setHeld(heldNow.current);
        }),
      );
    },
    [path],
  );

  const loadMissing = useCallback(
    (signal: AbortSignal) => {
      fetchAll(missingPages(heldNow.current, fromPage, toPage), signal).then(
        () => setFailed(false),
        () => setFailed(!signal.aborted),
      );
    },
    [fetchAll, fromPage, toPage],
  );

  useEffect(() => {
    const control = new AbortController();
    const timer = setTimeout(() => loadMissing(control.signal), SETTLE_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [loadMissing]);

  useEffect(() => {
    let leftAt = 0;
    const control = new AbortController();
    const onVisibility = () => {
      if (document.visibilityState === 'hidden') leftAt = Date.now();
      else if (Date.now() - leftAt > STALE_MS) {
        heldNow.current = keepPages(heldNow.current, fromPage, toPage);
        // When this fails, what is shown stays; the next return tries again.
        fetchAll([...heldNow.current.pages.keys()], control.signal).catch(() => undefined);
      }
    };
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      control.abort();
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [fetchAll, fromPage, toPage]);

  return { held, failed, retry: () => loadMissing(new AbortController().signal) };
}
