'use client';
/** The demo accounts: one press signs in. */
import { ArrowRight } from 'lucide-react';
import { useState } from 'react';
import type { DemoAccount } from '@/lib/features/accounts/views';
import { ROLE_WORDS } from '../ui/role-words';
import { signInWith } from './auth-request.client';
import { signInErrorWords } from './error-words';

const MAY: Record<string, string> = {
  student: 'reads lessons and writes code',
  ta: 'sees everybody’s work',
  instructor: 'sees the exercises’ proofs, too',
  admin: 'sees everything of the course',
};

const OPERATOR = 'Operator · looks after the graders, sees no course';

export function DemoButtons({ accounts, from }: { accounts: DemoAccount[]; from: string }) {
  const [busy, setBusy] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);

  const enter = async (account: string) => {
    setBusy(account);
    setFailure(null);
    const answer = await signInWith('demo', { account });
    if (answer.kind === 'ok') {
      window.location.assign(from);
      return;
    }
    setBusy(null);
    setFailure(
      answer.kind === 'refused' ? signInErrorWords(answer.error) : 'The server did not answer. Try again in a moment.',
    );
  };

  return (
    <>
      <ul className="border-t border-line">
        {accounts.map(({ account, name, role, section, operator }) => (
          <li key={account} className="border-b border-line">
            <button
              type="button"
              className="group -mx-3 flex w-[calc(100%+1.5rem)] items-center gap-4 rounded-md px-3 py-3 text-left hover:bg-surface disabled:opacity-60"
              disabled={busy !== null}
              onClick={() => void enter(account)}
            >
              <span className="min-w-0 flex-1">
                <span className="block font-medium">{name}</span>
                <span className="block text-sm text-ink-3">
                  {role === null ? (operator ? OPERATOR : 'not enrolled yet') : ROLE_WORDS[role]}
                  {section === null ? '' : `, section ${section.replace(/^section\s+/i, '')}`}
                  {role === null ? '' : ` · ${MAY[role] ?? ''}`}
                </span>
              </span>
              {busy === account ? (
                <span className="text-sm text-ink-2">signing in …</span>
              ) : (
                <ArrowRight size={16} aria-hidden className="shrink-0 text-ink-3 group-hover:text-accent" />
              )}
            </button>
          </li>
        ))}
      </ul>
      <p role="alert" className="mt-2 text-sm text-fail empty:hidden">
        {failure}
      </p>
    </>
  );
}
