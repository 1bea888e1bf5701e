/** The people of the access tests: one course, everybody who could come to it, and staff of another course. */
import type { Actor, CourseRole } from '@/lib/access/policy';
import { CourseIdSchema, UserIdSchema } from '@/lib/base/ids';

export const CALLERS = [
  'anonymous',
  'owner',
  'other-student',
  'foreign-student',
  'ta',
  'instructor',
  'admin',
  'foreign-admin',
  'operator',
] as const;
export type Caller = (typeof CALLERS)[number];

export const HERE = CourseIdSchema.parse('00000000-0000-4000-8000-00000000000a');
const ELSEWHERE = CourseIdSchema.parse('00000000-0000-4000-8000-00000000000b');

/** The operator takes part in no course. */
const PART: Record<Exclude<Caller, 'anonymous' | 'operator'>, { role: CourseRole; courseId: typeof HERE }> = {
  owner: { role: 'student', courseId: HERE },
  'other-student': { role: 'student', courseId: HERE },
  'foreign-student': { role: 'student', courseId: ELSEWHERE },
  ta: { role: 'ta', courseId: HERE },
  instructor: { role: 'instructor', courseId: HERE },
  admin: { role: 'admin', courseId: HERE },
  'foreign-admin': { role: 'admin', courseId: ELSEWHERE },
};

export function userIdOf(caller: Caller) {
  return UserIdSchema.parse(`00000000-0000-4000-8000-0000000001${String(CALLERS.indexOf(caller)).padStart(2, '0')}`);
}

export function actorOf(caller: Caller): Actor | null {
  if (caller === 'anonymous') return null;
  if (caller === 'operator') return { userId: userIdOf(caller), name: caller, operator: true, enrolments: [] };
  return { userId: userIdOf(caller), name: caller, enrolments: [{ ...PART[caller], sectionId: null }] };
}
