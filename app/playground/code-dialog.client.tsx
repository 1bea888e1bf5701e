'use client';
/** The program that does the same with the engine. */
import { Check, Copy } from 'lucide-react';
import { Link } from '@/app/ui/link';
import { useState, type ReactNode } from 'react';
import { Dialog } from '../workbench/dialog.client';
import { programOf } from './code';
import type { Frame } from './messages';
import type { Settings } from './settings';
import { plural, small } from './words';

interface CodeDialogProps {
  settings: Settings;
  frame: Frame;
  /** Whether the run rounds to float32: then the program's numbers are near, not equal. */
  rounded: boolean;
  onClose: () => void;
}

export function CodeDialog({ settings, frame, rounded, onClose }: CodeDialogProps): ReactNode {
  const { step, trainLoss, testLoss } = frame.measure;
  const steps = Math.max(step, 1);
  const program = programOf(settings, steps);
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(program);
      setCopied(true);
    } catch {
      // The text is there to be selected.
      setCopied(false);
    }
  };
  const noteOf = (): string => {
    if (frame.touched) {
      return 'You changed settings or weights during this run. The program trains with the settings of now from the start, so its numbers differ.';
    }
    if (step === 0) return 'The program takes one step. Run the net first, and it takes as many as you did.';
    const losses = `a training loss of ${small(trainLoss)} and a test loss of ${small(testLoss)}`;
    return rounded
      ? `This run rounds to float32 and has ${losses}. The program takes the same ${plural(steps, 'step')} in float64, so its numbers are near, not equal.`
      : `After ${plural(steps, 'step')} it has ${losses}, to the last digit as here.`;
  };
  return (
    <Dialog
      title="The same as a program"
      onClose={onClose}
      actions={
        <button type="button" className="btn btn-primary" onClick={() => void copy()}>
          {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
          <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
        </button>
      }
    >
      <p className="play-code-note">{noteOf()}</p>
      <pre className="play-code" tabIndex={0} aria-label="Program">
        <code>{program}</code>
      </pre>
      <p className="play-code-note mt-3">
        It runs in any example of{' '}
        <Link className="link" href="/docs/engine">
          the engine’s reference
        </Link>
        , where every name in it is explained. Examples are stopped after five seconds: for longer training, start it
        with fewer steps.
      </p>
    </Dialog>
  );
}
