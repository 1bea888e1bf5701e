/** What sign-in shows and answers. */
import type { CourseRole } from '../../access/policy';
import type { UserId } from '../../base/ids';

export interface Person {
  id: UserId;
  name: string;
}

export interface DemoAccount {
  /** What the sign-in form sends. */
  account: string;
  name: string;
  /** The highest role it has in any course; null without one. */
  role: CourseRole | null;
  section: string | null;
  /** Looks after the platform. */
  operator: boolean;
}

export type PasswordAnswer =
  | { kind: 'ok'; person: Person }
  /** No such account, no password, or another one: the same answer, after the same time. */
  | { kind: 'wrong' }
  | { kind: 'too-many'; retryAfterMs: number };

export type OidcAnswer =
  | { kind: 'ok'; person: Person }
  /** The provider does not vouch for the address, so it can't be tied to an account. */
  | { kind: 'email-unverified' };
