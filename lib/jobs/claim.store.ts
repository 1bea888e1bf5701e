/** Taking jobs and giving them back, each as one statement, so that a job is never without an owner on record. */
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { rowsOf, type Db } from '../../db/database';
import { stored } from '../../db/stored';
import { notifyQueue } from './queue.store';

/** One delivery of a job. The count moves on with each, so that whoever lost a job can't settle it any more. */
export interface Attempt {
  readonly id: string;
  readonly retryCount: number;
}

const TakenSchema = z
  .object({
    id: z.string(),
    data: z.unknown(),
    retry_count: z.number(),
    retry_limit: z.number(),
    expire_seconds: z.number(),
    hand: z.number(),
  })
  .transform(({ id, data, retry_count: retryCount, retry_limit: retryLimit, expire_seconds: expireSeconds, hand }) => ({
    id,
    data,
    retryCount,
    retryLimit,
    expireSeconds,
    hand,
  }));
export type Taken = z.output<typeof TakenSchema>;

interface Claim {
  queue: string;
  workerId: string;
  /** Numbers of the hands that are free: as many jobs are taken at most. */
  hands: readonly number[];
  /** Jobs whose `needs` is higher are left to others. */
  ability: number;
  /** Done since the last claim: settled in the same round trip. */
  finished: readonly Attempt[];
}

/** Takes what is next in the queue, and writes down in whose hands it is. */
export const claimJobs = stored(
  'claim jobs',
  async (db: Db, { queue, workerId, hands, ability, finished }: Claim): Promise<Taken[]> => {
    const free = JSON.stringify(hands);
    const result = await db.execute(sql`
      with ${finished.length === 0 ? sql`` : sql`finished as (${settle(queue, finished)}),`}
      next as (
        select id from pgboss.job
        where name = ${queue} and state < 'active' and not blocked and start_after <= now()
          and coalesce((data ->> 'needs')::int, 0) <= ${ability}::int
          and exists (select 1 from workers where id = ${workerId}::uuid and ended_at is null)
        order by priority desc, created_on
        limit ${hands.length}::int
        for update skip locked
      ),
      taken as (
        update pgboss.job job
        set state = 'active', started_on = now(), heartbeat_on = null, heartbeat_seconds = null,
          retry_count = case when started_on is null then retry_count else retry_count + 1 end
        from next
        where job.name = ${queue} and job.id = next.id
        returning job.id, job.data, job.retry_count, job.retry_limit, job.expire_seconds
      ),
      handed as (
        select taken.*, (${free}::jsonb ->> (row_number() over () - 1)::int)::int as hand from taken
      ),
      held as (
        insert into worker_hands (worker_id, hand, job_id, taken_at)
        select ${workerId}::uuid, hand, id, now() from handed
        on conflict (worker_id, hand) do update set job_id = excluded.job_id, taken_at = excluded.taken_at
      )
      select * from handed`);
    return z.array(TakenSchema).parse(rowsOf(result));
  },
);

/** For when nothing is claimed any more. */
export const settleJobs = stored(
  'settle jobs',
  async (db: Db, queue: string, finished: readonly Attempt[]): Promise<void> => {
    if (finished.length > 0) await db.execute(settle(queue, finished));
  },
);

function settle(queue: string, finished: readonly Attempt[]) {
  return sql`
    update pgboss.job set state = 'completed', completed_on = now(), output = null
    where name = ${queue} and state = 'active' and ${attemptsIn(finished)}`;
}

/** Puts jobs back where they can be taken at once. It costs them no try: nobody found anything wrong with them. */
export const giveBack = stored(
  'give jobs back',
  async (db: Db, queue: string, attempts: readonly Attempt[]): Promise<void> => {
    if (attempts.length === 0) return;
    await db.execute(sql`
      with back as (
        update pgboss.job set state = 'retry', start_after = now(), retry_limit = retry_limit + 1
        where name = ${queue} and state = 'active' and ${attemptsIn(attempts)}
        returning id
      )
      select ${notifyQueue(queue)} from back limit 1`);
  },
);

/** Gives back what this worker took by the register, but does not know of: the answer to its claim was lost. */
export const giveBackUnknown = stored(
  'give back unknown jobs',
  async (db: Db, queue: string, workerId: string, known: readonly string[]): Promise<void> => {
    await db.execute(sql`
      with back as (
        update pgboss.job job set state = 'retry', start_after = now(), retry_limit = retry_limit + 1
        from worker_hands hand
        where hand.worker_id = ${workerId}::uuid and job.name = ${queue} and job.id = hand.job_id
          and job.state = 'active' and job.started_on = hand.taken_at
          and not ${JSON.stringify(known)}::jsonb ? job.id::text
        returning job.id
      )
      select ${notifyQueue(queue)} from back limit 1`);
  },
);

function attemptsIn(attempts: readonly Attempt[]) {
  const each = attempts.map(({ id, retryCount }) => sql`(id = ${id}::uuid and retry_count = ${retryCount}::int)`);
  return sql`(${sql.join(each, sql` or `)})`;
}
