'use client';
/** A button with a count that opens a list over the page, where there is no room beside it. */
import { useId, useRef, type ReactNode } from 'react';

export function SheetButton({ title, badge, children }: { title: string; badge: number; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  return (
    <>
      <button type="button" className="btn" aria-haspopup="dialog" onClick={() => dialog.current?.showModal()}>
        {title} <b className="text-accent">{badge}</b>
      </button>
      <dialog ref={dialog} aria-labelledby={heading} className="sheet" closedby="any">
        <div className="flex max-h-[80dvh] flex-col">
          <div className="flex items-center justify-between px-5 py-3">
            <h2 id={heading} className="text-md font-semibold">
              {title}
            </h2>
            <button type="button" className="btn" onClick={() => dialog.current?.close()}>
              Close
            </button>
          </div>
          {children}
        </div>
      </dialog>
    </>
  );
}
