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
    if (!element) return undefined;
    setUpMonaco();
    let close = (): void => undefined;
    // A diff that is closed while it is computed rejects nowhere; one that React opens twice must not begin.
    const timer = setTimeout(() => {
      const editor = monaco.editor.createDiffEditor(element, {
        ...sharedOptions(),
        readOnly: true,
        originalEditable: false,
        renderSideBySide: sideBySide,
        renderOverviewRuler: false,
        hideUnchangedRegions: { enabled: true },
        diffAlgorithm: 'advanced',
      });
      editor.getOriginalEditor().updateOptions({ ariaLabel: `${label}: before` });
      editor.getModifiedEditor().updateOptions({ ariaLabel: `${label}: after` });
      const original = monaco.editor.createModel(before, 'typescript');
      const modified = monaco.editor.createModel(after, 'typescript');
      editor.setModel({ original, modified });
      close = () => {
        editor.setModel(null);
        editor.dispose();
        original.dispose();
        modified.dispose();
      };
    });
    return () => {
      clearTimeout(timer);
      close();
    };
  }, [before, after, label, sideBySide]);
  return <div ref={box} role="group" aria-label={label} className="h-full min-h-60 w-full" />;
}
