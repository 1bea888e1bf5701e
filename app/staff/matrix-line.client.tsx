'use client';
/** The line under the matrix: what the active cell holds, in words, the way into it, and what the signs mean. */
import { localTime } from './when.client';
import { useAlive } from './use-alive.client';
import { MARKS, MARK_WORDS } from './cell-words';

interface MatrixLineProps {
  words: string;
  /** What the mouse points at; shown in the same place, but not read out. */
  hovered: string | null;
  at: number | null;
  href: string | null;
  action: string;
  onOpen: () => void;
  failed: boolean;
  onRetry: () => void;
}

export function MatrixLine({ words, hovered, at, href, action, onOpen, failed, onRetry }: MatrixLineProps) {
  const alive = useAlive();
  const time = at === null || !alive ? '' : `, last ${localTime(at)}`;
  return (
    <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-5 gap-y-1 border-t border-line px-4 py-2 text-sm text-ink-2 md:px-6">
      {failed ? (
        <p role="alert" className="text-fail">
          Some rows could not be loaded.{' '}
          <button type="button" className="link" onClick={onRetry}>
            Try again
          </button>
        </p>
      ) : (
        <p className="min-w-0 font-medium text-ink">
          <output className={hovered === null ? undefined : 'sr-only'}>
            {words}
            {time}
          </output>
          {hovered !== null && <span aria-hidden>{hovered}</span>}
          {hovered === null && href !== null && (
            <a
              className="link ml-3 font-normal whitespace-nowrap"
              href={href}
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                event.preventDefault();
                onOpen();
              }}
            >
              {action}
            </a>
          )}
        </p>
      )}
      <ul aria-label="Signs" className="ml-auto flex flex-wrap gap-x-5 gap-y-1">
        {MARKS.map((mark) => (
          <li key={mark} className="inline-flex items-center gap-1">
            <i className="mx" data-s={mark} aria-hidden />
            {MARK_WORDS[mark]}
          </li>
        ))}
      </ul>
      <p id="matrix-keys" className="sr-only">
        Arrow keys move, Home and End go to the ends of a row, Page Up and Page Down move by a screen, Enter opens the
        attempts.
      </p>
    </div>
  );
}
