'use client';
/** The words and buttons of the error pages. */
import { wordsOf } from '../http/error-digest';
import { Button, ButtonLink } from './button';
import { DeadEnd } from './dead-end';

export function ErrorWords({ digest, retry }: { digest: string | undefined; retry: () => void }) {
  const { code, message } = wordsOf(digest);
  return (
    <DeadEnd code="A fault on our side" title="This page could not be shown">
      <p>{message} What you had typed into an editor is kept in this browser.</p>
      <div className="flex flex-wrap gap-3">
        <Button look="primary" onClick={retry}>
          Try again
        </Button>
        <ButtonLink href="/courses">Your courses</ButtonLink>
      </div>
      {code === null && digest !== undefined && (
        <p className="text-sm text-ink-3">
          If it stays, tell your instructors this number: <code>{digest}</code>
        </p>
      )}
    </DeadEnd>
  );
}
