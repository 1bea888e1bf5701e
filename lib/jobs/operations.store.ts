/** What an operator wants to know of the queue itself. */
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { rowsOf, type Db } from '../../db/database';
import { stored } from '../../db/stored';

const TroubledSchema = z.object({
  id: z.string(),
  tries: z.number(),
  of: z.number(),
  in_seconds: z.coerce.number(),
  reason: z.string(),
});

/** Jobs that failed and wait for their next try, the next one first. */
export const listTroubled = stored('list troubled jobs', async (db: Db, queue: string, limit: number) => {
  const result = await db.execute(sql`
    select id, retry_count + 1 as tries, retry_limit + 1 as of,
      greatest(0, extract(epoch from start_after - now())) as in_seconds,
      coalesce(output ->> 'message', output -> 'value' ->> 'message', 'unknown failure') as reason
    from pgboss.job where name = ${queue} and state = 'retry' and output is not null
    order by start_after limit ${limit}::int`);
  return z
    .array(TroubledSchema)
    .parse(rowsOf(result))
    .map(({ in_seconds: inSeconds, ...rest }) => ({ ...rest, inSeconds }));
});

const CountSchema = z.tuple([z.object({ number: z.coerce.number() })]);

/** Jobs that wait or are in somebody's hands and have this in their payload. */
export const countJobsWith = stored('count jobs', async (db: Db, queue: string, field: string): Promise<number> => {
  const result = await db.execute(sql`
    select count(*) as number from pgboss.job where name = ${queue} and state < 'completed' and data ? ${field}`);
  const [{ number }] = CountSchema.parse(rowsOf(result));
  return number;
});

const InHandSchema = z.object({ worker_id: z.string(), number: z.coerce.number() });

/** How many jobs each worker has in hand. */
export const countInHand = stored('count jobs in hand', async (db: Db): Promise<Map<string, number>> => {
  const result = await db.execute(sql`
    select hand.worker_id, count(*) as number
    from worker_hands hand
    join pgboss.job job on job.id = hand.job_id and job.started_on = hand.taken_at and job.state = 'active'
    group by hand.worker_id`);
  return new Map(
    z
      .array(InHandSchema)
      .parse(rowsOf(result))
      .map(({ worker_id: worker, number }) => [worker, number]),
  );
});
