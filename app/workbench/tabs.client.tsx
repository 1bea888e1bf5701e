/** Tabs with the keys that readers expect: arrows move and choose, Home and End jump. All panels stay in the page. */
'use client';
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';

interface TabItem {
  id: string;
  title: string;
  /** A small number beside the title. */
  count?: number;
  panel: ReactNode;
}

interface Props {
  label: string;
  items: readonly TabItem[];
  /** Stands at the end of the row. */
  aside?: ReactNode;
}

export function Tabs({ label, items, aside }: Props) {
  const base = useId();
  const [chosen, setChosen] = useState(items[0]?.id);
  const buttons = useRef(new Map<string, HTMLButtonElement>());

  const onKeyDown = (event: KeyboardEvent): void => {
    const at = items.findIndex((item) => item.id === chosen);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const item = items[(next + items.length) % items.length];
    if (!item) return;
    setChosen(item.id);
    buttons.current.get(item.id)?.focus();
  };

  return (
    <>
      <div className="needs-js flex h-10 shrink-0 items-stretch justify-between gap-4 border-b border-line px-4 md:px-6">
        <div role="tablist" aria-label={label} className="flex gap-6" onKeyDown={onKeyDown}>
          {items.map((item) => {
            const selected = item.id === chosen;
            return (
              <button
                key={item.id}
                ref={(element) => {
                  if (element) buttons.current.set(item.id, element);
                }}
                type="button"
                role="tab"
                id={`${base}-tab-${item.id}`}
                aria-selected={selected}
                aria-controls={`${base}-panel-${item.id}`}
                tabIndex={selected ? 0 : -1}
                className={`-mb-px border-b-2 text-sm whitespace-nowrap ${
                  selected ? 'border-accent font-medium' : 'border-transparent text-ink-2 hover:text-ink'
                }`}
                onClick={() => setChosen(item.id)}
              >
                {item.title}
                {item.count ? <span className="ml-1.5 text-ink-3">{item.count}</span> : null}
              </button>
            );
          })}
        </div>
        {aside}
      </div>
      {items.map((item) => (
        <div
          key={item.id}
          role="tabpanel"
          id={`${base}-panel-${item.id}`}
          aria-labelledby={`${base}-tab-${item.id}`}
          tabIndex={0}
          hidden={item.id !== chosen}
          className="min-h-0 flex-1 overflow-y-auto px-4 py-6 -outline-offset-2 md:px-6"
        >
          {item.panel}
        </div>
      ))}
    </>
  );
}
