/** The editor's place: code to read until Monaco has arrived, then Monaco. */
'use client';
import dynamic from 'next/dynamic';
import { CodeLines } from '../ui/code-lines';
import type { CodeEditorHandle } from '../ui/code-editor.client';

const CodeEditor = dynamic(() => import('../ui/code-editor.client'), {
  ssr: false,
  loading: () => <p className="p-4 text-sm text-ink-3">Loading the editor</p>,
});

interface Props {
  /** Null until the browser's own copy of the draft has been looked at. */
  initial: string | null;
  shown: string;
  fileName: string;
  typings: string;
  exports: readonly string[];
  onChange: (code: string) => void;
  onReady: (handle: CodeEditorHandle) => void;
  onLeave: (backwards: boolean) => void;
}

export function EditorPane({ initial, shown, ...rest }: Props) {
  return (
    <div className="min-h-0 flex-1">
      {initial === null ? (
        <div className="h-full overflow-auto">
          <CodeLines code={shown} label={`Your code, ${rest.fileName}`} />
          <p className="no-js px-4 pb-3 text-sm text-ink-2">Editing and submitting need JavaScript.</p>
        </div>
      ) : (
        <CodeEditor initial={initial} {...rest} />
      )}
    </div>
  );
}
