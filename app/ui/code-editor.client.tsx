/** The code editor. Monaco behind a small handle, so that the workbench never meets it. */
'use client';
import { useEffect, useRef } from 'react';
import { monaco, setUpMonaco, sharedOptions } from './code-monaco.client';
import { watchSignatures } from './code-signatures.client';

interface CodeFault {
  line: number;
  column: number;
  message: string;
}

export interface CodeEditorHandle {
  /** Replaces the text; Ctrl+Z brings the old one back. */
  setCode(code: string): void;
  jumpTo(line: number, column: number): void;
  /** Marks where the grader stumbled; null clears the mark. */
  showFault(fault: CodeFault | null): void;
  focus(): void;
}

interface Props {
  /** The text at the start; later changes go through the handle. */
  initial: string;
  fileName: string;
  typings: string;
  exports: readonly string[];
  onChange: (code: string) => void;
  onReady: (handle: CodeEditorHandle) => void;
  /** Esc, then Tab: the focus leaves, backwards with Shift. */
  onLeave: (backwards: boolean) => void;
}

const FAULT_OWNER = 'grader';

export default function CodeEditor(props: Props) {
  const box = useRef<HTMLDivElement>(null);
  // The editor lives longer than a render: it reads the newest callbacks from here.
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    setUpMonaco();
    const { initial, fileName, typings, exports } = latest.current;
    const model = monaco.editor.createModel(initial, 'typescript', monaco.Uri.parse(`file:///${fileName}`));
    const editor = monaco.editor.create(element, {
      ...sharedOptions(),
      model,
      tabSize: 2,
      renderLineHighlight: 'line',
      accessibilitySupport: 'auto',
      ariaLabel: `Your code, ${fileName}. Escape, then Tab, leaves the editor.`,
    });
    const signatures = watchSignatures({ model, typings, exports });
    const changes = model.onDidChangeContent(() => {
      // What was said about the old text is no longer true of the new one.
      monaco.editor.setModelMarkers(model, FAULT_OWNER, []);
      latest.current.onChange(model.getValue());
    });
    const keys = leaveOnEscapeTab(editor, (backwards) => latest.current.onLeave(backwards));
    latest.current.onReady(handleOf(editor, model));
    return () => {
      keys.dispose();
      changes.dispose();
      signatures.dispose();
      editor.dispose();
      model.dispose();
    };
  }, []);

  return <div ref={box} className="h-full w-full" />;
}

function handleOf(editor: monaco.editor.IStandaloneCodeEditor, model: monaco.editor.ITextModel): CodeEditorHandle {
  return {
    setCode(code) {
      if (model.getValue() === code) return;
      editor.pushUndoStop();
      editor.executeEdits('workbench', [{ range: model.getFullModelRange(), text: code }]);
      editor.pushUndoStop();
    },
    jumpTo(line, column) {
      const position = model.validatePosition({ lineNumber: line, column });
      editor.setPosition(position);
      editor.revealPositionInCenterIfOutsideViewport(position);
      editor.focus();
    },
    showFault(fault) {
      if (!fault) return monaco.editor.setModelMarkers(model, FAULT_OWNER, []);
      const start = model.validatePosition({ lineNumber: fault.line, column: fault.column });
      const word = model.getWordAtPosition(start);
      monaco.editor.setModelMarkers(model, FAULT_OWNER, [
        {
          severity: monaco.MarkerSeverity.Error,
          message: fault.message,
          source: 'Gradus',
          startLineNumber: start.lineNumber,
          startColumn: word?.startColumn ?? start.column,
          endLineNumber: start.lineNumber,
          endColumn: word?.endColumn ?? start.column + 1,
        },
      ]);
    },
    focus() {
      editor.focus();
    },
  };
}

/** Tab writes a tab in an editor; Escape just before it gives the key back to the page. */
function leaveOnEscapeTab(
  editor: monaco.editor.IStandaloneCodeEditor,
  leave: (backwards: boolean) => void,
): monaco.IDisposable {
  let escaped = false;
  return editor.onKeyDown((event) => {
    if (event.keyCode === monaco.KeyCode.Escape) {
      escaped = true;
    } else if (event.keyCode === monaco.KeyCode.Tab && escaped) {
      event.preventDefault();
      event.stopPropagation();
      escaped = false;
      leave(event.shiftKey);
    } else if (event.keyCode !== monaco.KeyCode.Shift) {
      escaped = false;
    }
  });
}
