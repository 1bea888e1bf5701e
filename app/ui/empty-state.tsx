/** What stands where a list would be: what is missing and what to do next. */
import type { ReactNode } from 'react';

export function EmptyState({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="border-y border-line py-8">
      <p className="text-md font-medium">{title}</p>
      {children !== undefined && <div className="mt-1 max-w-(--measure) text-base text-ink-2">{children}</div>}
      {action !== undefined && <div className="mt-4">{action}</div>}
    </div>
  );
}
