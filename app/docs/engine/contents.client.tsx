'use client';
/** The outline of the reference with its search: `/` goes to it, words filter the page, Enter goes to the best entry. */
import { useEffect, useMemo, useRef, useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react';
import { bestEntry, findEntries, type Listed } from './search';
import { usePlace } from './use-place.client';

export interface ListedSection {
  id: string;
  title: string;
  entries: Listed[];
}

/** Room for the search above, and for the neighbours of what is shown. */
const EDGE_PX = 80;

export function Contents({ sections }: { sections: readonly ListedSection[] }): ReactNode {
  const [query, setQuery] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLElement>(null);
  const all = useMemo(() => sections.flatMap(({ entries }) => entries), [sections]);
  const found = useMemo(() => new Set(findEntries(all, query).map(({ id }) => id)), [all, query]);
  const searching = query.trim() !== '';
  const place = usePlace(sections);

  useEffect(() => filterPage(sections, searching ? found : null), [sections, found, searching]);

  // The list follows the page; only the list's own box is moved.
  useEffect(() => {
    const link = list.current?.querySelector(`a[href="#${CSS.escape(place.entry ?? place.section ?? '')}"]`);
    const box = list.current?.closest('aside');
    if (!link || !box) return;
    const [inner, outer] = [link.getBoundingClientRect(), box.getBoundingClientRect()];
    if (inner.top < outer.top + EDGE_PX) box.scrollTop -= outer.top - inner.top + EDGE_PX;
    else if (inner.bottom > outer.bottom) box.scrollTop += inner.bottom - outer.bottom + EDGE_PX;
  }, [place]);

  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      const typing = event.target instanceof Element && event.target.closest('input, textarea, select') !== null;
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    // A link to an entry that the search has put away brings it back.
    const onHash = (): void => {
      const target = document.querySelector<HTMLElement>(':target');
      if (target === null || target.closest('[hidden]') === null) return;
      setQuery('');
      filterPage(sections, null);
      target.scrollIntoView();
    };
    window.addEventListener('keydown', onKey);
    window.addEventListener('hashchange', onHash);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('hashchange', onHash);
    };
  }, [sections]);

  const go = (event: FormEvent): void => {
    event.preventDefault();
    const best = searching ? bestEntry(all, query) : undefined;
    if (!best) return;
    setQuery('');
    filterPage(sections, null);
    location.hash = best.id;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') setQuery('');
  };

  return (
    <>
      <form role="search" className="needs-js" onSubmit={go}>
        <label className="relative block">
          <span className="sr-only">Search the reference</span>
          <input
            ref={field}
            type="search"
            className="input"
            placeholder="Search"
            aria-keyshortcuts="/"
            aria-describedby="reference-found"
            autoComplete="off"
            spellCheck={false}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            onKeyDown={onKeyDown}
          />
          {!searching && (
            <kbd className="pointer-events-none absolute top-3 right-3" aria-hidden>
              /
            </kbd>
          )}
        </label>
        <p id="reference-found" role="status" className={searching ? 'pt-2 text-xs text-ink-3' : 'sr-only'}>
          {searching ? foundWords(found.size, all.length) : ''}
        </p>
      </form>
      <nav ref={list} className="reference-nav" aria-label="Entries by subject">
        <ol>
          {sections.map(({ id, title, entries }) => {
            const listed = searching ? entries.filter((entry) => found.has(entry.id)) : entries;
            if (listed.length === 0) return null;
            const here = place.section === id;
            return (
              <li key={id}>
                <a href={`#${id}`} className="reference-subject" aria-current={here ? 'location' : undefined}>
                  {title}
                </a>
                {(searching || here) && (
                  <ol className="reference-names">
                    {listed.map((entry) => (
                      <li key={entry.id}>
                        <a
                          href={`#${entry.id}`}
                          className="outline-name"
                          aria-current={place.entry === entry.id ? 'location' : undefined}
                        >
                          {entry.name}
                        </a>
                      </li>
                    ))}
                  </ol>
                )}
              </li>
            );
          })}
        </ol>
      </nav>
    </>
  );
}

function foundWords(found: number, all: number): string {
  if (found === 0) return 'No entry holds these words.';
  return found === 1 ? `1 of ${String(all)} entries` : `${String(found)} of ${String(all)} entries`;
}

/** Entries are the server's: they are put away and brought back, not drawn anew. */
function filterPage(sections: readonly ListedSection[], shown: ReadonlySet<string> | null): void {
  for (const { id, entries } of sections) {
    for (const entry of entries) {
      document.getElementById(entry.id)?.toggleAttribute('hidden', shown !== null && !shown.has(entry.id));
    }
    const none = shown !== null && !entries.some((entry) => shown.has(entry.id));
    document.getElementById(id)?.closest('section')?.toggleAttribute('hidden', none);
  }
}
