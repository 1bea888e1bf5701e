/** The line before the workers: who waits in which order, and who takes whose place. */
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { rowsOf, type Db } from '../../db/database';
import { stored } from '../../db/stored';

const LineSchema = z.tuple([z.object({ ids: z.string() })]);

/** Ids of the jobs that may be taken now, in the order in which they will be; as one text, which is quick to read. */
export const listLine = stored('list the line', async (db: Db, queue: string): Promise<string[]> => {
  const result = await db.execute(sql`
    select coalesce(string_agg(id::text, ',' order by priority desc, created_on), '') as ids
    from pgboss.job where name = ${queue} and state < 'active' and not blocked and start_after <= now()`);
  const [{ ids }] = LineSchema.parse(rowsOf(result));
  return ids === '' ? [] : ids.split(',');
});

/** Removes jobs, whatever their state; one that was sent in this transaction stands where the first of its equals stood. */
export const takePlace = stored(
  'take a place in the line',
  async (tx: Db, queue: string, { from, to }: { from: readonly string[]; to: string }): Promise<void> => {
    const ids = sql.join(
      from.map((id) => sql`${id}::uuid`),
      sql`, `,
    );
    await tx.execute(sql`
      with gone as (
        delete from pgboss.job where name = ${queue} and id in (${ids}) returning priority, created_on
      )
      update pgboss.job job
      set created_on = least(job.created_on, (select min(created_on) from gone where gone.priority = job.priority))
      where name = ${queue} and id = ${to}::uuid`);
  },
);
