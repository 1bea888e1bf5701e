/** A page that can't be shown: what happened, and ways to go on. Without data, so that it works when nothing else does. */
import type { ReactNode } from 'react';

export function DeadEnd({ code, title, children }: { code: string; title: string; children: ReactNode }) {
  return (
    <main id="main" tabIndex={-1} className="mx-auto w-full max-w-[44rem] px-4 pt-16 pb-24 sm:px-6 sm:pt-24">
      <p className="text-sm text-ink-3">{code}</p>
      <h1 className="mt-1 text-xl font-semibold tracking-tight">{title}</h1>
      <div className="mt-3 grid max-w-(--measure) justify-items-start gap-6 text-md text-ink-2">{children}</div>
    </main>
  );
}
