'use client';
/** An example that can be changed and run. Without scripts it shows its code and what it gives. */
import { Check, Copy, Play, RotateCcw, Square } from 'lucide-react';
import { useId, useRef, useState, useSyncExternalStore, type KeyboardEvent, type ReactNode } from 'react';
import { highlight } from './highlight';
import { type ExampleRun, RUN_MS, runInWorker } from './run-in-worker';
import { type Field, onEnter, onTab } from './typing';

interface ExampleProps {
  name: string;
  code: string;
  /** Null where only a device that the build lacks can tell. */
  result: ExampleRun | null;
}

type State =
  { kind: 'shown'; code: string; run: ExampleRun | null } | { kind: 'running'; printed: string; stop: AbortController };

const never = (): (() => void) => () => undefined;

export function Example({ name, code: original, result }: ExampleProps): ReactNode {
  const live = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const [code, setCode] = useState(original);
  const [state, setState] = useState<State>({ kind: 'shown', code: original, run: result });

  const run = async (): Promise<void> => {
    if (state.kind === 'running') return;
    const stop = new AbortController();
    setState({ kind: 'running', printed: '', stop });
    // A run that was given up says nothing any more.
    const onPrint = (printed: string): void => {
      if (!stop.signal.aborted) setState({ kind: 'running', printed, stop });
    };
    const done = await runInWorker(code, onPrint, stop.signal);
    if (!stop.signal.aborted) setState({ kind: 'shown', code, run: done });
  };
  const reset = (): void => {
    if (state.kind === 'running') state.stop.abort();
    setCode(original);
    setState({ kind: 'shown', code: original, run: result });
  };

  return (
    <div className="example" role="group" aria-label={`Example: ${name}`}>
      <div className="example-code">
        <pre aria-hidden={live}>
          <code>
            {highlight(code).map(({ kind, text }, index) => (
              <span key={index} {...(kind === 'plain' ? {} : { className: `code-${kind}` })}>
                {text}
              </span>
            ))}
            {'\n'}
          </code>
        </pre>
        {live && <Editor name={name} code={code} onChange={setCode} onRun={() => void run()} />}
      </div>
      <div className="example-foot">
        <Result state={state} changed={state.kind === 'shown' && state.code !== code} />
        <div className="example-buttons needs-js">
          {state.kind === 'running' ? (
            <button type="button" className="btn btn-quiet" onClick={() => state.stop.abort()}>
              <Square size={14} aria-hidden /> Stop
            </button>
          ) : (
            <button
              type="button"
              className="btn btn-quiet"
              aria-keyshortcuts="Control+Enter"
              onClick={() => void run()}
            >
              <Play size={14} aria-hidden /> Run
            </button>
          )}
          <CopyButton text={code} />
          {(code !== original || (state.kind === 'shown' && state.run !== result)) && (
            <button type="button" className="icon-btn" aria-label="Reset the example" title="Reset" onClick={reset}>
              <RotateCcw size={15} aria-hidden />
            </button>
          )}
        </div>
      </div>
    </div>
  );
}

interface EditorProps {
  name: string;
  code: string;
  onChange: (code: string) => void;
  onRun: () => void;
}

/** A plain text field over the coloured code. Tab goes on, as everywhere, until something was typed; then Esc, Tab does. */
function Editor({ name, code, onChange, onRun }: EditorProps): ReactNode {
  const typed = useRef(false);
  const [hint, setHint] = useState<'run' | 'leave' | null>(null);
  const hintId = useId();

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const { currentTarget: field, key } = event;
    if (key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onRun();
    } else if (key === 'Escape') {
      typed.current = false;
      setHint('run');
    } else if (key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      insert(onEnter(fieldOf(field)));
    } else if (key === 'Tab' && !event.shiftKey && typed.current) {
      event.preventDefault();
      insert(onTab(fieldOf(field)));
    }
  };

  return (
    <>
      <textarea
        aria-label={`Code of the example: ${name}`}
        aria-describedby={hintId}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        rows={1}
        value={code}
        onChange={(event) => {
          typed.current = true;
          setHint('leave');
          onChange(event.target.value);
        }}
        onKeyDown={onKeyDown}
        onFocus={() => setHint('run')}
        onBlur={() => {
          typed.current = false;
          setHint(null);
        }}
      />
      <p id={hintId} className={hint === null ? 'sr-only' : 'example-hint'}>
        {hint === 'leave' ? (
          <>
            <kbd>Esc</kbd>, then <kbd>Tab</kbd> leaves the code
          </>
        ) : (
          <>
            <kbd>Ctrl</kbd> <kbd>Enter</kbd> runs it
          </>
        )}
      </p>
    </>
  );
}

function fieldOf({ value, selectionStart, selectionEnd }: HTMLTextAreaElement): Field {
  return { text: value, from: selectionStart, to: selectionEnd };
}

/** As if typed, so that the field's own undo takes it back. */
function insert(text: string): void {
  document.execCommand('insertText', false, text);
}

function Result({ state, changed }: { state: State; changed: boolean }): ReactNode {
  if (state.kind === 'running') {
    return (
      <div className="example-result" role="status">
        <span className="label">Running; it is stopped after {RUN_MS / 1000} seconds</span>
        {state.printed !== '' && <Output text={state.printed} />}
      </div>
    );
  }
  const { run } = state;
  if (run === null) {
    return (
      <div className="example-result" role="status">
        <span className="label">Depends on this machine’s graphics processor: run it to see</span>
      </div>
    );
  }
  const { printed, outcome } = run;
  const failed = outcome.kind === 'error';
  return (
    <div className="example-result" role="status">
      <span className={`label ${failed ? 'text-fail' : ''}`}>
        {failed ? 'Error' : outcome.kind === 'nothing' && printed === '' ? 'Gives nothing to show' : 'Gives'}
        {changed && ' (before you changed it)'}
      </span>
      {printed !== '' && <Output text={printed} />}
      {outcome.kind !== 'nothing' && <Output text={outcome.text} {...(failed ? { className: 'text-fail' } : {})} />}
    </div>
  );
}

function Output({ text, className = '' }: { text: string; className?: string }): ReactNode {
  return <pre className={className}>{text}</pre>;
}

function CopyButton({ text }: { text: string }): ReactNode {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    // A browser may refuse; then the sign stays as it is.
    setCopied(
      await navigator.clipboard.writeText(text).then(
        () => true,
        () => false,
      ),
    );
  };
  return (
    <button
      type="button"
      className="icon-btn"
      aria-label={copied ? 'Copied' : 'Copy the code'}
      title={copied ? 'Copied' : 'Copy'}
      onBlur={() => setCopied(false)}
      onPointerLeave={() => setCopied(false)}
      onClick={() => void copy()}
    >
      {copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
    </button>
  );
}
