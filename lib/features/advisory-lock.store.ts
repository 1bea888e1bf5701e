/** Lets one transaction at a time work on the same subject: one student's turns, or their work in one exercise. */
import { sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../db/database';

export async function lockWork(tx: Db, userId: string, exerciseId: string): Promise<void> {
  await tx.execute(sql`select ${workLock(sql`${userId}`, sql`${exerciseId}`)}`);
}

/** The same as part of a statement, which must not read what it locks: it sees the tables as they were before. */
export function workLock(userId: SQL, exerciseId: SQL): SQL {
  return sql`pg_advisory_xact_lock(hashtextextended(${userId}::text || '/' || ${exerciseId}::text, 0))`;
}

/** For who hands in: the student's turns, then the work. Nobody locks them the other way round. */
export async function lockStudentAndWork(tx: Db, userId: string, exerciseId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`turns of ${userId}`}, 0)),
    ${workLock(sql`${userId}`, sql`${exerciseId}`)}`);
}
