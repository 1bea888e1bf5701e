/** What signing in says, and the accounts that a demo offers. */
import type { CourseRole } from '../../access/policy';
import type { UserId } from '../../base/ids';

export interface SignedIn {
  kind: 'signed-in';
  userId: UserId;
  name: string;
  email: string;
}

export type PasswordResult = SignedIn | { kind: 'wrong' } | { kind: 'too-many'; retryAfterMs: number };

export type DemoResult = SignedIn | { kind: 'no-demo' };

export type OidcResult = SignedIn | { kind: 'address-taken' };

export interface DemoAccount {
  /** What `signInDemo` wants: `ada`. */
  account: string;
  name: string;
  role: CourseRole;
}
