/** Two versions of a file, what changed between them marked. Used only where Monaco is open anyway. */
'use client';
import { useEffect, useRef } from 'react';
import { monaco, setUpMonaco, sharedOptions } from './code-monaco.client';

interface Props {
  before: string;
  after: string;
  /** What stands on which side, for screen readers: `attempt 2 and attempt 3`. */
  label: string;
  sideBySide: boolean;
}

export default function CodeDiff({ before, after, label, sideBySide }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    setUpMonaco();
    const editor = monaco.editor.createDiffEditor(element, {
      ...sharedOptions(),
      readOnly: true,
      originalEditable: false,
      renderSideBySide: sideBySide,
      renderOverviewRuler: false,
      hideUnchangedRegions: { enabled: true },
      diffAlgorithm: 'advanced',
      originalAriaLabel: `${label}: before`,
      modifiedAriaLabel: `${label}: after`,
    });
    const original = monaco.editor.createModel(before, 'typescript');
    const modified = monaco.editor.createModel(after, 'typescript');
    editor.setModel({ original, modified });
    return () => {
      editor.dispose();
      original.dispose();
      modified.dispose();
    };
  }, [before, after, label, sideBySide]);
  return <div ref={box} role="group" aria-label={label} className="h-full min-h-60 w-full" />;
}
