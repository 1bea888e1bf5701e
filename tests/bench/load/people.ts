/** The students of a load run, put into the database as an import of a roster would. */
import { eq } from 'drizzle-orm';
import { courses, enrolments, identities, users } from '@/db/schema';
import type { Db } from '@/db/database';
import { hashPassword } from '@/lib/features/accounts/password';
import { PASSWORD } from './sign-in';
import { COURSE } from './student';

const AT_ONCE = 500;

/** Their addresses. All have one password, hashed once: checking it at sign-in costs as much as ever. */
export async function enrolStudents(db: Db, count: number): Promise<string[]> {
  const [course] = await db.select({ id: courses.id }).from(courses).where(eq(courses.slug, COURSE));
  if (!course) throw new Error('the course was not registered');
  const passwordHash = await hashPassword(PASSWORD);
  const emails = Array.from({ length: count }, (_, i) => `student${i}@load.example`);
  for (let from = 0; from < count; from += AT_ONCE) {
    const part = emails.slice(from, from + AT_ONCE);
    const rows = part.map((email, i) => ({ email, name: `Student ${from + i}` }));
    const made = await db.insert(users).values(rows).returning({ id: users.id, email: users.email });
    await db
      .insert(identities)
      .values(made.map(({ id, email }) => ({ userId: id, provider: 'password', subject: email, passwordHash })));
    await db
      .insert(enrolments)
      .values(made.map(({ id }) => ({ courseId: course.id, userId: id, role: 'student' as const, sectionId: null })));
  }
  return emails;
}
