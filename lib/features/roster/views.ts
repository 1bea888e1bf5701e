/** What rosters show and answer. */
import type { CourseRole } from '../../access/policy';

export interface RosterRow {
  email: string;
  name: string;
  role: CourseRole;
  section: string | null;
  /** `password`, `demo` or an issuer's URL; empty for somebody who can't sign in yet. */
  signsInWith: string[];
}

/** There is no such course; these are there. */
export interface NoCourse {
  kind: 'no-course';
  known: string[];
}

export interface Enrolled {
  email: string;
  account: 'created' | 'renamed' | 'kept';
  enrolment: 'added' | 'changed' | 'kept';
  /** Whether there is a way to sign in yet. */
  canSignIn: boolean;
}
