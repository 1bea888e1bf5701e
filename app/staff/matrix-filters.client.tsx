'use client';
/** Search, section and state of the matrix. Each change is a step in the browser's history. */
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState, useTransition, type ChangeEvent } from 'react';
import type { MatrixFilters, MatrixView } from '@/lib/features/gradebook/views';
import { FILTER_STATES, FILTER_WORDS, formatFilters, withQuery } from './matrix-filters';

/** A search begins when the reader stops typing for this long. */
const TYPING_MS = 300;

interface MatrixFilterFormProps {
  /** `/courses/neural-networks/matrix` */
  path: string;
  filters: MatrixFilters;
  sections: MatrixView['sections'];
}

export function MatrixFilterForm({ path, filters, sections }: MatrixFilterFormProps) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const [text, setText] = useState(filters.search);
  const form = useRef<HTMLFormElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asked = useRef(filters.search);

  // Back and forward change the filters from outside; what is being typed stays.
  useEffect(() => {
    if (filters.search === asked.current) return;
    asked.current = filters.search;
    setText(filters.search);
  }, [filters.search]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const apply = () => {
    clearTimeout(timer.current);
    if (form.current === null) return;
    const values = new FormData(form.current);
    const value = (name: string): string | null => {
      const entry = values.get(name);
      return typeof entry === 'string' && entry !== '' ? entry : null;
    };
    const search = (value('q') ?? '').trim();
    const next = formatFilters({
      search,
      section: sections.find((section) => section.id === value('section'))?.id ?? null,
      state: FILTER_STATES.find((state) => state === value('state')) ?? null,
    });
    if (next === formatFilters(filters)) return;
    asked.current = search;
    startTransition(() => router.push(withQuery(path, next), { scroll: false }));
  };

  const onType = (event: ChangeEvent<HTMLInputElement>) => {
    setText(event.target.value);
    clearTimeout(timer.current);
    timer.current = setTimeout(apply, TYPING_MS);
  };

  return (
    <search className="min-w-0 flex-1 max-lg:order-3 max-lg:w-full max-lg:flex-none">
      <form
        ref={form}
        method="get"
        action={path}
        aria-busy={pending}
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
        className="flex min-w-0 flex-wrap items-center gap-2"
      >
        <input
          name="q"
          type="search"
          value={text}
          onChange={onType}
          maxLength={100}
          aria-label="Student"
          placeholder="Student"
          className="input h-8 w-40 min-w-0 text-sm max-sm:w-24 max-sm:flex-1 pointer-coarse:min-h-10"
        />
        {sections.length > 0 && (
          <select
            key={`section ${filters.section}`}
            name="section"
            aria-label="Section"
            defaultValue={filters.section ?? ''}
            onChange={apply}
            className="input max-sm:w-30"
          >
            <option value="">All sections</option>
            {sections.map((section) => (
              <option key={section.id} value={section.id}>
                {section.name}
              </option>
            ))}
          </select>
        )}
        <select
          key={`state ${filters.state}`}
          name="state"
          aria-label="State"
          defaultValue={filters.state ?? ''}
          onChange={apply}
          className="input max-sm:w-28"
        >
          <option value="">Any state</option>
          {FILTER_STATES.map((state) => (
            <option key={state} value={state}>
              {FILTER_WORDS[state]}
            </option>
          ))}
        </select>
        <noscript>
          <button type="submit" className="btn">
            Show
          </button>
        </noscript>
        <output className="text-sm text-ink-3">{pending ? 'Loading' : ''}</output>
      </form>
    </search>
  );
}
