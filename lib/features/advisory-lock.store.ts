/** Lets one transaction at a time work on the same subject: attempts and the grade of one student in one exercise. */
import { sql } from 'drizzle-orm';
import type { Db } from '../../db/database';

export async function lockWork(tx: Db, userId: string, exerciseId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${userId}/${exerciseId}`}, 0))`);
}
