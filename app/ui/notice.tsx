/** A few words that must be seen: what happened, what was kept, what to do. */
import type { ReactNode } from 'react';

type Tone = 'plain' | 'warn' | 'fail';
const TONES: Record<Tone, string> = {
  plain: 'border-line-strong',
  warn: 'border-warn',
  fail: 'border-fail',
};
const TITLES: Record<Tone, string> = { plain: '', warn: 'text-warn', fail: 'text-fail' };

export function Notice({ tone = 'plain', title, children }: { tone?: Tone; title: string; children?: ReactNode }) {
  return (
    <div className={`border-l-2 py-1 pl-4 ${TONES[tone]}`}>
      <p className={`text-sm font-semibold ${TITLES[tone]}`}>{title}</p>
      {children !== undefined && <div className="mt-1 text-base text-ink-2">{children}</div>}
    </div>
  );
}
