/** Two panes and a separator that answers to pointer, arrow keys, Home, End and double click; stacked on a phone. */
'use client';
import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react';

interface Props {
  first: ReactNode;
  second: ReactNode;
  /** What the separator sets: `Width of the statement`. */
  label: string;
  min?: number;
  max?: number;
  initial?: number;
}

export function Split({ first, second, label, min = 28, max = 62, initial = 40 }: Props) {
  const box = useRef<HTMLElement>(null);
  const [percent, setPercent] = useState(initial);
  const moveTo = (value: number): void => setPercent(Math.min(max, Math.max(min, value)));

  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const bounds = box.current?.getBoundingClientRect();
    if (!bounds || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    moveTo(((event.clientX - bounds.left) / bounds.width) * 100);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.shiftKey ? 10 : 2;
    const next = { ArrowLeft: percent - step, ArrowRight: percent + step, Home: min, End: max }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    moveTo(next);
  };

  const style: CSSProperties & Record<'--split', string> = { '--split': `${percent}%` };
  return (
    <main
      ref={box}
      id="main"
      className="md:grid md:min-h-0 md:flex-1 md:grid-cols-[var(--split)_1px_minmax(0,1fr)] md:grid-rows-[minmax(0,1fr)]"
      style={style}
    >
      {first}
      <div
        role="separator"
        tabIndex={0}
        aria-orientation="vertical"
        aria-label={label}
        aria-valuenow={Math.round(percent)}
        aria-valuemin={min}
        aria-valuemax={max}
        className="needs-js relative z-10 hidden cursor-col-resize touch-none bg-line after:absolute after:inset-y-0 after:-left-2 after:w-4 hover:bg-accent md:block"
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onDoubleClick={() => setPercent(initial)}
        onKeyDown={onKeyDown}
      />
      {second}
    </main>
  );
}
