/** Lets one transaction at a time work on the same subject: one student's turns, or their work in one exercise. */
import { sql } from 'drizzle-orm';
import type { Db } from '../../db/database';

export async function lockWork(tx: Db, userId: string, exerciseId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${userId}/${exerciseId}`}, 0))`);
}

/** For who hands in: the student's turns, then the work. Nobody locks them the other way round. */
export async function lockStudentAndWork(tx: Db, userId: string, exerciseId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`turns of ${userId}`}, 0)),
    pg_advisory_xact_lock(hashtextextended(${`${userId}/${exerciseId}`}, 0))`);
}
