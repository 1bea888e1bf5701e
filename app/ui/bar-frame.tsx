/** The 48 px bar: name, breadcrumbs, whatever a page adds, theme. Knows nobody; `bar.tsx` adds the user's menu. */
import { Link } from './link';
import type { ReactNode } from 'react';
import { ThemeSwitch } from './theme-switch.client';

export interface Crumb {
  label: string;
  /** Without it the crumb is the page itself. */
  href?: string;
}

export function BarFrame({ trail = [], children, menu }: { trail?: Crumb[]; children?: ReactNode; menu?: ReactNode }) {
  const last = trail.length - 1;
  return (
    <header className="sticky top-0 z-30 flex h-(--bar) items-center gap-2 border-b border-line bg-bg px-4 sm:gap-3 sm:px-6">
      <a href="#main" className="skip-link">
        Skip to the content
      </a>
      <Link href="/" className="-mx-1 rounded-sm px-1 text-md font-semibold tracking-tight">
        Gradus
      </Link>
      <nav aria-label="Breadcrumb" className="min-w-0 flex-1">
        <ol className="flex min-w-0 items-center gap-2 text-sm text-ink-3">
          {trail.map((crumb, i) => (
            <li
              key={`${crumb.href ?? ''} ${crumb.label}`}
              className={`flex items-center gap-2 ${i === last ? 'min-w-0 text-ink-2' : 'shrink-0 max-md:hidden'}`}
            >
              <span aria-hidden className="max-md:hidden">
                /
              </span>
              {crumb.href === undefined ? (
                <span className="truncate" aria-current={i === last ? 'page' : undefined}>
                  {crumb.label}
                </span>
              ) : (
                <Link href={crumb.href} className="truncate rounded-sm hover:text-ink hover:underline">
                  {crumb.label}
                </Link>
              )}
            </li>
          ))}
        </ol>
      </nav>
      {children}
      <ThemeSwitch />
      {menu}
    </header>
  );
}
