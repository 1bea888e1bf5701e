/** The queue's own rows: an executor bound to our transaction, and what has become of given jobs. */
import { createHash } from 'node:crypto';
import { sql, type SQL } from 'drizzle-orm';
import { fromDrizzle, type Db as QueueExecutor } from 'pg-boss';
import { z } from 'zod';
import { rowsOf, type Db } from '../../db/database';
import { stored } from '../../db/stored';

/** Lets pg-boss write within a transaction of ours: the job exists if and only if the transaction commits. */
export function executorOf(tx: Db): QueueExecutor {
  return fromDrizzle({ execute: async (query) => ({ rows: rowsOf(await tx.execute(query as SQL)) }) }, sql);
}

const JobStateSchema = z.enum(['created', 'retry', 'active', 'completed', 'cancelled', 'failed', 'blocked']);
export type JobState = z.infer<typeof JobStateSchema>;
const RowSchema = z.object({ id: z.string(), state: JobStateSchema });

/** The state of each job that still exists. */
export const readJobStates = stored(
  'read job states',
  async (db: Db, queue: string, ids: readonly string[]): Promise<Map<string, JobState>> => {
    const states = new Map<string, JobState>();
    for (let start = 0; start < ids.length; start += 1000) {
      const list = sql.join(
        ids.slice(start, start + 1000).map((id) => sql`${id}::uuid`),
        sql`, `,
      );
      const result = await db.execute(
        sql`select id, state::text as state from pgboss.job where name = ${queue} and id in (${list})`,
      );
      for (const row of z.array(RowSchema).parse(rowsOf(result))) states.set(row.id, row.state);
    }
    return states;
  },
);

/** Removes a job whatever its state, so that one with the same id can be sent. */
export const forgetJob = stored('forget a job', async (tx: Db, queue: string, id: string): Promise<void> => {
  await tx.execute(sql`delete from pgboss.job where name = ${queue} and id = ${id}::uuid`);
});

/** Takes a job out of the queue while it waits; false when it is in somebody's hands, done or gone. */
export const forgetWaiting = stored('forget a waiting job', async (tx: Db, queue: string, id: string) => {
  const gone = await tx.execute(
    sql`delete from pgboss.job where name = ${queue} and id = ${id}::uuid and state < 'active' returning id`,
  );
  return rowsOf(gone).length > 0;
});

/** The channel on which pg-boss announces jobs; the payload is the queue's name. */
export const QUEUE_CHANNEL = `pgboss_${createHash('sha224').update('pgboss').digest('hex').slice(0, 24)}`;

/** Part of a statement: wakes who waits for jobs of this queue, when the transaction commits. */
export function notifyQueue(queue: string): SQL {
  return sql`pg_notify(${QUEUE_CHANNEL}, ${queue})`;
}
