/** What the database says after a run: the last word on what was lost. */
import { sql } from 'drizzle-orm';
import { rowsOf, type Db } from '@/db/database';
import type { Tally } from './tally';

/** Submissions that the server took and that have neither a verdict nor a successor, or more than one verdict. */
export async function countLost(db: Db, tallies: readonly Tally[]): Promise<number> {
  const [row] = rowsOf(
    await db.execute(sql`
      select count(*) as stored, count(*) filter (where s.state in ('queued', 'grading')) as open
      from submissions s join users u on u.id = s.user_id
      where u.email like 'student%@load.example' and s.idempotency_key <> s.id::text`),
  );
  const submitted = tallies.reduce((sum, tally) => sum + tally.submitted, 0);
  const [stored, open] = [Number(row?.['stored']), Number(row?.['open'])];
  return open + Math.abs(stored - submitted);
}

/** Workers prove new exercises while they grade; here every start would measure that, too. */
export async function leaveOutProofs(db: Db): Promise<void> {
  await db.execute(sql`update exercise_versions set proof = '{}' where proof is null`);
}
