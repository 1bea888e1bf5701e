/** A part of the operators' page: its heading, a sentence beside it, and what it holds. */
import type { ReactNode } from 'react';

interface SectionProps {
  id: string;
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}

export function Section({ id, title, aside, children }: SectionProps) {
  return (
    <section aria-labelledby={id} className="mt-12">
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2">
        <h2 id={id} className="text-md font-semibold">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** Where a list would be. */
export function Nothing({ children }: { children: ReactNode }) {
  return <p className="border-y border-line py-4 text-ink-2">{children}</p>;
}

/** A submission or a job, as the log and the commands name it. */
export function Id({ children }: { children: string }) {
  return <code className="text-xs break-words text-ink-2">{children}</code>;
}
