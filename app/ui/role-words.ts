/** What a role in a course is called. */
import type { CourseRole } from '@/lib/access/policy';

export const ROLE_WORDS: Record<CourseRole, string> = {
  student: 'Student',
  ta: 'Teaching assistant',
  instructor: 'Instructor',
  admin: 'Administrator',
};
