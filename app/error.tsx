'use client';
/** Something failed while a page was made: what happened, what was kept, what to do. */
import { BarFrame } from './ui/bar-frame';
import { ErrorWords } from './ui/error-words.client';

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <>
      <BarFrame trail={[{ label: 'A fault' }]} />
      <ErrorWords digest={error.digest} retry={reset} />
    </>
  );
}
