/** How many submissions wait and are being graded, for whoever watches over the server. */
import { count, inArray, min, sql } from 'drizzle-orm';
import type { Db } from '../../../db/database';
import { submissions } from '../../../db/schema';
import { stored } from '../../../db/stored';

export interface Waiting {
  state: 'queued' | 'grading';
  /** `again`: sent again by an operator or by the platform; it has no turn among the students'. */
  lane: 'interactive' | 'again';
  number: number;
  oldest: Date | null;
}

export const readWaiting = stored('read what waits', async (db: Db): Promise<Waiting[]> => {
  const hasTurn = sql<boolean>`${submissions.turn} is not null`;
  const rows = await db
    .select({ state: submissions.state, hasTurn, number: count(), oldest: min(submissions.submittedAt) })
    .from(submissions)
    .where(inArray(submissions.state, ['queued', 'grading']))
    .groupBy(submissions.state, hasTurn);
  return rows.map(({ state, hasTurn: own, ...rest }) => ({
    ...rest,
    state: state === 'queued' ? 'queued' : 'grading',
    lane: own ? 'interactive' : 'again',
  }));
});
