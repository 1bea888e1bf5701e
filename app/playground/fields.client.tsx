'use client';
/** The rows of the settings: menus, menus of numbers, sliders, and sections that fold on phones. */
import { ChevronDown } from 'lucide-react';
import { useId, useState, useSyncExternalStore, type ReactNode } from 'react';

interface MenuProps<T extends string> {
  label: string;
  value: T;
  options: readonly T[];
  names: Record<T, string>;
  /** Options that cannot be chosen, and why. */
  missing?: Partial<Record<T, string>>;
  /** The menu takes the whole row; its section's title says what it is. */
  wide?: boolean;
  onChange: (value: T) => void;
}

export function Menu<T extends string>(props: MenuProps<T>): ReactNode {
  const { label, value, options, names, missing, wide, onChange } = props;
  const id = useId();
  return (
    <div className={wide === true ? 'play-row is-wide' : 'play-row'}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="input"
        value={value}
        onChange={(event) => onChange(options.find((option) => option === event.target.value) ?? value)}
      >
        {options.map((option) => (
          <option key={option} value={option} disabled={missing?.[option] !== undefined} title={missing?.[option]}>
            {names[option]}
          </option>
        ))}
      </select>
    </div>
  );
}

interface NumberMenuProps {
  label: string;
  value: number;
  options: readonly number[];
  name?: (value: number) => string;
  onChange: (value: number) => void;
}

/** A number that came by the address stands among those on offer. */
export function NumberMenu({ label, value, options, name = String, onChange }: NumberMenuProps): ReactNode {
  const id = useId();
  const all = options.includes(value) ? options : [...options, value].sort((a, b) => a - b);
  return (
    <div className="play-row">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" value={value} onChange={(event) => onChange(Number(event.target.value))}>
        {all.map((option) => (
          <option key={option} value={option}>
            {name(option)}
          </option>
        ))}
      </select>
    </div>
  );
}

interface SliderProps {
  label: string;
  value: number;
  range: readonly [number, number];
  step: number;
  unit: string;
  onChange: (value: number) => void;
}

export function Slider({ label, value, range: [min, max], step, unit, onChange }: SliderProps): ReactNode {
  const id = useId();
  const words = `${String(value)} ${unit}`;
  return (
    <div className="play-slider">
      <label htmlFor={id}>{label}</label>
      <output htmlFor={id}>{words}</output>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={words}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
    </div>
  );
}

const NARROW = '(max-width: 859px)';

function subscribeNarrow(onChange: () => void): () => void {
  const query = window.matchMedia(NARROW);
  query.addEventListener('change', onChange);
  return () => query.removeEventListener('change', onChange);
}

/** Open on wide screens, folded on narrow ones, until somebody decides otherwise. */
export function Section({ title, brief, children }: { title: string; brief: string; children: ReactNode }): ReactNode {
  const body = useId();
  const narrow = useSyncExternalStore(
    subscribeNarrow,
    () => window.matchMedia(NARROW).matches,
    () => false,
  );
  const [choice, choose] = useState<boolean | null>(null);
  const open = choice ?? !narrow;
  return (
    <section className="play-section" data-choice={choice === null ? undefined : open ? 'open' : 'folded'}>
      <h2>
        <button type="button" aria-expanded={open} aria-controls={body} onClick={() => choose(!open)}>
          <span>{title}</span>
          <span className="play-brief">{brief}</span>
          <ChevronDown size={14} aria-hidden />
        </button>
      </h2>
      <div id={body} className="play-section-body">
        {children}
      </div>
    </section>
  );
}
