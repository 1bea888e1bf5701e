/** The state of an exercise as a sign and a word; the sign alone only where the word stands beside it. */
import type { ReactNode } from 'react';
import type { CellState } from '@/lib/features/gradebook/views';

const STATE_WORDS: Record<CellState, string> = {
  'not-started': 'Not started',
  trying: 'Trying',
  grading: 'Being graded',
  passed: 'Passed',
  'platform-error': 'Our fault',
};

const TONES: Record<CellState, string> = {
  'not-started': 'text-ink-3',
  trying: 'text-ink-2',
  grading: 'text-ink-2',
  passed: 'text-pass',
  'platform-error': 'text-warn',
};

const SIGNS: Record<CellState, ReactNode> = {
  'not-started': <circle cx="7" cy="7" r="4.5" strokeDasharray="2 2.05" />,
  trying: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="M7 2.5a4.5 4.5 0 0 1 0 9z" fill="currentColor" stroke="none" />
    </>
  ),
  grading: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="M7 4.4V7l1.8 1.3" />
    </>
  ),
  passed: <path d="M2.5 7.5l3 3 6-7" />,
  'platform-error': (
    <>
      <path d="M7 2.5v5" />
      <path d="M7 11v.3" />
    </>
  ),
};

/** The sign without words. Hidden from screen readers unless `label` is given. */
function StatusGlyph({ state, label, size = 14 }: { state: CellState; label?: string; size?: number }) {
  return (
    <svg
      viewBox="0 0 14 14"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`shrink-0 ${TONES[state]}`}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {SIGNS[state]}
    </svg>
  );
}

/** Sign and word: `✓ Passed, 100 of 100`. */
export function Status({ state, detail }: { state: CellState; detail?: string }) {
  return (
    <span className={`inline-flex items-center gap-2 text-sm ${TONES[state]}`}>
      <StatusGlyph state={state} />
      <span>
        {STATE_WORDS[state]}
        {detail === undefined ? '' : `, ${detail}`}
      </span>
    </span>
  );
}
