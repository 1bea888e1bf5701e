'use client';
/** Leaves for the institution's own sign-in page. */
import { useState } from 'react';
import { Button } from '../ui/button';
import { startOidc } from './auth-request.client';
import { signInErrorWords } from './error-words';

export function OidcButton({ name, from }: { name: string; from: string }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const leave = async () => {
    setBusy(true);
    setFailure(null);
    const answer = await startOidc(from);
    if (answer.kind === 'ok') {
      window.location.assign(answer.url);
      return;
    }
    setBusy(false);
    setFailure(
      answer.kind === 'refused' ? signInErrorWords(answer.error) : 'The server did not answer. Try again in a moment.',
    );
  };
  return (
    <>
      <Button className="h-10! w-full needs-js" disabled={busy} onClick={() => void leave()}>
        {busy ? 'One moment …' : `Sign in with ${name}`}
      </Button>
      <p role="alert" className="mt-2 text-sm text-fail empty:hidden">
        {failure}
      </p>
    </>
  );
}
