/** Two versions of one draft: both shown, and nothing overwritten before the student has chosen. */
'use client';
import { useState } from 'react';
import type { Snapshot } from './draft-state';
import { agoWords } from './draft-words';
import { DiffDialog } from './diff-dialog.client';

interface Props {
  mine: string;
  theirs: Snapshot;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}

export function ConflictNotice({ mine, theirs, onKeepMine, onTakeTheirs }: Props) {
  const [comparing, setComparing] = useState(false);
  const [foundAt] = useState(() => Date.now());
  const saved = agoWords(foundAt - theirs.savedAt);
  const choices = (
    <>
      <button type="button" className="btn" onClick={onKeepMine}>
        Keep mine
      </button>
      <button type="button" className="btn" onClick={onTakeTheirs}>
        Take theirs
      </button>
    </>
  );
  return (
    <section
      role="alert"
      aria-label="Two versions of your draft"
      className="border-b border-line border-l-2 border-l-warn bg-warn-bg px-4 py-3"
    >
      <p className="text-sm font-semibold">This draft was also changed elsewhere, {saved}.</p>
      <p className="text-sm text-ink-2">
        Both versions are kept until you choose. The other one can be brought back with Undo.
      </p>
      <div className="mt-2 grid gap-3 sm:grid-cols-2">
        <Preview title="Mine, in this editor" code={mine} other={theirs.code} />
        <Preview title={`Theirs, saved ${saved}`} code={theirs.code} other={mine} />
      </div>
      <div className="mt-3 flex flex-wrap gap-2">
        {choices}
        <button type="button" className="btn btn-quiet" onClick={() => setComparing(true)}>
          Open diff
        </button>
      </div>
      {comparing ? (
        <DiffDialog
          title="Two versions of your draft"
          before={{ title: `theirs, saved ${saved}`, code: theirs.code }}
          after={{ title: 'mine, in this editor', code: mine }}
          onClose={() => setComparing(false)}
          actions={choices}
        />
      ) : null}
    </section>
  );
}

const CONTEXT_LINES = 4;

/** A few lines from where the two begin to differ. */
function Preview({ title, code, other }: { title: string; code: string; other: string }) {
  const lines = code.split('\n');
  const others = other.split('\n');
  const first = lines.findIndex((line, index) => line !== others[index]);
  const start = first === -1 ? Math.max(0, lines.length - CONTEXT_LINES) : Math.max(0, first - 1);
  return (
    <div className="min-w-0">
      <p className="label">
        {title}, {lines.length} {lines.length === 1 ? 'line' : 'lines'}
      </p>
      <pre
        className="mt-1 overflow-x-auto rounded-sm border border-line bg-bg p-2 text-xs"
        tabIndex={0}
        role="group"
        aria-label={title}
      >
        {lines
          .slice(start, start + CONTEXT_LINES)
          .map((line, index) => `${String(start + index + 1).padStart(3)}  ${line}`)
          .join('\n')}
      </pre>
    </div>
  );
}
