'use client';
/** E-mail and password. A failed try leaves what was typed in place and says what to look at. */
import { type FormEvent, useRef, useState } from 'react';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { signInWith } from './auth-request.client';
import { signInErrorWords } from './error-words';

export function PasswordForm({ from, quiet }: { from: string; quiet: boolean }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const password = useRef<HTMLInputElement>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => {
      const value = form.get(name);
      return typeof value === 'string' ? value : '';
    };
    setBusy(true);
    setFailure(null);
    const answer = await signInWith('password', { email: text('email'), password: text('password') });
    if (answer.kind === 'ok') {
      window.location.assign(from);
      return;
    }
    setBusy(false);
    setFailure(
      answer.kind === 'refused'
        ? signInErrorWords(answer.error)
        : 'The server did not answer. What you typed is still here; try again in a moment.',
    );
    password.current?.focus();
  };

  return (
    <form className="grid gap-4" onSubmit={(event) => void submit(event)} aria-busy={busy}>
      <p role="alert" className="text-sm text-fail empty:hidden">
        {failure}
      </p>
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        maxLength={254}
      />
      <Field
        ref={password}
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        maxLength={128}
      />
      <Button type="submit" look={quiet ? 'plain' : 'primary'} className="h-10! needs-js" disabled={busy}>
        {busy ? 'Signing in …' : 'Sign in'}
      </Button>
      <p className="no-js text-sm text-ink-2">
        Signing in needs JavaScript. Lessons can be read without it afterwards.
      </p>
    </form>
  );
}
