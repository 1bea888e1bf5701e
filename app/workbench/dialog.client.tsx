/** A modal dialog on the browser's own `<dialog>`: focus stays inside, Escape closes. */
'use client';
import { type ReactNode, useEffect, useId, useRef } from 'react';

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** Buttons at the end. */
  actions?: ReactNode;
  wide?: boolean;
}

/** Open while it is rendered. */
export function Dialog({ title, onClose, children, actions, wide = false }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    if (box.current?.open === false) box.current.showModal();
  }, []);
  return (
    <dialog
      ref={box}
      aria-labelledby={heading}
      onClose={onClose}
      className={`m-auto rounded-lg border border-line bg-bg p-0 text-ink shadow-pop backdrop:bg-black/40 ${
        wide ? 'h-[88dvh] w-[min(78rem,calc(100vw-2rem))]' : 'w-[min(30rem,calc(100vw-2rem))]'
      }`}
    >
      <div className="flex h-full max-h-[88dvh] flex-col">
        <h2 id={heading} className="border-b border-line px-5 py-3 text-md font-semibold">
          {title}
        </h2>
        <div className={`min-h-0 flex-1 overflow-auto ${wide ? '' : 'px-5 py-4'}`}>{children}</div>
        <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">
          {actions}
          <button type="button" className="btn" onClick={onClose}>
            Close
          </button>
        </div>
      </div>
    </dialog>
  );
}
