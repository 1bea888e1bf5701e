/** Who is signed in, and the way out. A native popover: it closes on Escape and on a press outside, without script. */
import { Link } from './link';
import { SignOut } from '../sign-in/sign-out.client';

function initials(name: string): string {
  const letters = name.split(/\s+/u).flatMap((word) => /\p{L}/u.exec(word)?.[0] ?? []);
  return [letters[0], ...letters.slice(1).slice(-1)].join('').toUpperCase();
}

export function UserMenu({ name, operator }: { name: string; operator: boolean }) {
  return (
    <>
      <button type="button" popoverTarget="user-menu" className="avatar" title={name}>
        {initials(name)}
        <span className="sr-only">, {name}: account and sign out</span>
      </button>
      <div id="user-menu" popover="auto" className="menu">
        <p className="truncate px-3 pt-2 pb-1 text-xs text-ink-3">Signed in as</p>
        <p className="truncate px-3 pb-2 text-sm font-medium">{name}</p>
        <hr className="my-1 border-line" />
        <Link href="/courses" className="menu-item">
          Your courses
        </Link>
        {operator ? (
          <Link href="/operate" className="menu-item">
            Operation
          </Link>
        ) : null}
        <Link href="/playground" prefetch={false} className="menu-item">
          Playground
        </Link>
        <SignOut />
      </div>
    </>
  );
}
