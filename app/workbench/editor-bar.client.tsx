/** The bar under the editor: run, submit, how to leave the editor, and what became of the draft. */
'use client';
import { Ellipsis, Play } from 'lucide-react';
import { useId, useRef } from 'react';

interface Props {
  draftWords: string;
  draftTone: 'plain' | 'warn';
  running: boolean;
  /** What the button says, and whether pressing it does anything now. */
  submit: { words: string; can: boolean };
  canUndo: boolean;
  onRun: () => void;
  onSubmit: () => void;
  onReset: () => void;
  onUndo: () => void;
}

/** Focus goes here when it leaves the editor forwards. */
export const RUN_ID = 'workbench-run';

export function EditorBar(props: Props) {
  const { draftWords, draftTone, running, submit, canUndo, onRun, onSubmit, onReset, onUndo } = props;
  const menuId = useId();
  const menu = useRef<HTMLDivElement>(null);
  return (
    <div className="needs-js flex min-h-12 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-y border-line px-4 py-1.5">
      <button
        id={RUN_ID}
        type="button"
        className="btn"
        aria-keyshortcuts="Control+Enter"
        aria-disabled={running}
        onClick={onRun}
      >
        <Play size={14} aria-hidden /> {running ? 'Running' : 'Run'} <kbd className="max-lg:hidden">Ctrl ↵</kbd>
      </button>
      <button
        type="button"
        className="btn btn-primary"
        aria-keyshortcuts="Control+Shift+Enter"
        aria-disabled={!submit.can}
        onClick={onSubmit}
      >
        {submit.words} <kbd className="max-lg:hidden">Ctrl ⇧ ↵</kbd>
      </button>
      {canUndo ? (
        <button type="button" className="btn btn-quiet" onClick={onUndo}>
          Undo
        </button>
      ) : null}
      <span className="ml-auto text-xs whitespace-nowrap text-ink-3 max-lg:hidden">
        <kbd>Esc</kbd> then <kbd>Tab</kbd> leaves the editor
      </span>
      <span
        className={`min-w-0 text-right text-sm max-lg:ml-auto lg:ml-3 ${draftTone === 'warn' ? 'text-warn' : 'text-ink-2'}`}
        title="Your draft"
      >
        {draftWords}
      </span>
      <button type="button" className="icon-btn" popoverTarget={menuId} aria-label="More for this code">
        <Ellipsis size={16} aria-hidden />
      </button>
      <div ref={menu} id={menuId} popover="auto" className="bar-menu">
        <button
          type="button"
          className="menu-item"
          onClick={() => {
            menu.current?.hidePopover();
            onReset();
          }}
        >
          Reset to the starter
        </button>
        <p className="px-3 py-2 text-xs text-ink-3">
          <kbd>Esc</kbd> then <kbd>Tab</kbd> leaves the editor.
          <br />
          <kbd>Ctrl ↵</kbd> runs, <kbd>Ctrl ⇧ ↵</kbd> submits.
        </p>
      </div>
    </div>
  );
}
