/** How many submissions wait and are being graded, for whoever watches over the server. */
import { count, inArray, min } from 'drizzle-orm';
import type { Db } from '../../../db/database';
import { submissions } from '../../../db/schema';
import { stored } from '../../../db/stored';

export interface Waiting {
  state: 'queued' | 'grading';
  number: number;
  oldest: Date | null;
}

export const readWaiting = stored('read what waits', async (db: Db): Promise<Waiting[]> => {
  const rows = await db
    .select({ state: submissions.state, number: count(), oldest: min(submissions.submittedAt) })
    .from(submissions)
    .where(inArray(submissions.state, ['queued', 'grading']))
    .groupBy(submissions.state);
  return rows.flatMap((row) => (row.state === 'queued' || row.state === 'grading' ? [{ ...row, state: row.state }] : []));
});
