/** The register of workers: who is there, who has gone, and what they held. All times are the database's. */
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { rowsOf, type Db } from '../../db/database';
import { stored } from '../../db/stored';
import { notifyQueue } from './queue.store';
import type { WorkerIdentity } from './worker-identity';

/** First half of the advisory lock that every living worker holds; the second is its `lock_key`. */
export const WORKER_LOCK = 7_203_115;

/** Between two signs of life. */
export const BEAT_MS = 1000;
/** Without a sign of life for so long, and no longer connected: gone. */
const QUIET_SECONDS = 3;
/** Without a sign of life for so long: gone, though its connection still stands (a dead machine says no goodbye). */
const SILENT_SECONDS = 8;
/** A job in nobody's hands is given back after so long: it was taken by a release that kept no register. */
const ORPHAN_SECONDS = 20;
/** Workers that have gone are kept on record for so long. */
const KEPT_HOURS = 24;

export const register = stored(
  'register worker',
  async (
    db: Db,
    id: string,
    { kind, host, pid, grader, walls }: WorkerIdentity,
    takes: { queues: readonly string[]; concurrency: number },
  ): Promise<number> => {
    const result = await db.execute(sql`
      with old as (delete from workers where ended_at < now() - ${KEPT_HOURS}::int * interval '1 hour')
      insert into workers (id, kind, host, pid, grader_version, grader_build, grader_runtime, walls, missing_walls,
        queues, concurrency, started_at, last_seen_at)
      values (${id}::uuid, ${kind}, ${host}, ${pid}, ${grader.version}, ${grader.build}, ${grader.runtime}, ${walls.mode},
        ${JSON.stringify(walls.missing)}::jsonb, ${JSON.stringify(takes.queues)}::jsonb, ${takes.concurrency}, now(), now())
      returning lock_key`);
    return z.object({ lock_key: z.number() }).parse(rowsOf(result)[0]).lock_key;
  },
);

/**
 * A sign of life. False when this worker counts as gone: its jobs are in other hands by now. It is as old as the moment
 * when it could be given: `now()` would be as old as the wait for a lock.
 */
export const beat = stored('give a sign of life', async (db: Db, id: string): Promise<boolean> => {
  const result = await db.execute(
    sql`update workers set last_seen_at = clock_timestamp() where id = ${id}::uuid and ended_at is null returning id`,
  );
  return rowsOf(result).length > 0;
});

export const startDraining = stored('start draining', async (db: Db, id: string): Promise<void> => {
  await db.execute(sql`update workers set draining_at = now() where id = ${id}::uuid and ended_at is null`);
});

export const signOff = stored('sign off', async (db: Db, id: string): Promise<void> => {
  await db.execute(
    sql`update workers set ended_at = now(), ended = 'stopped' where id = ${id}::uuid and ended_at is null`,
  );
});

export interface LostWorker {
  id: string;
  jobs: number;
}

/**
 * Finds workers that have died, and gives what they held to the others. Whoever comes second finds nothing to do.
 * @param alone every other worker is gone, whatever its row says
 */
export const recoverFromDead = stored(
  'recover from dead workers',
  async (db: Db, self: string, { alone }: { alone: boolean }): Promise<LostWorker[]> => {
    const quiet = await db.execute(sql`
      select id from workers
      where ended_at is null and id <> ${self}::uuid
        and (${alone}::boolean or last_seen_at < now() - ${QUIET_SECONDS}::int * interval '1 second')`);
    const lost: LostWorker[] = [];
    for (const { id } of z.array(z.object({ id: z.string() })).parse(rowsOf(quiet))) {
      const found = await buryIfDead(db, id, alone);
      if (found) lost.push(found);
    }
    return lost;
  },
);

async function buryIfDead(db: Db, id: string, alone: boolean): Promise<LostWorker | null> {
  return await db.transaction(async (tx) => {
    // The lock can be had only when the worker's own connection has ended. It is let go with this transaction.
    const dead = await tx.execute(sql`
      update workers set ended_at = now(), ended = 'lost'
      where id = ${id}::uuid and ended_at is null
        and (${alone}::boolean
          or last_seen_at < now() - ${SILENT_SECONDS}::int * interval '1 second'
          or (last_seen_at < now() - ${QUIET_SECONDS}::int * interval '1 second'
            and pg_try_advisory_xact_lock(${WORKER_LOCK}::int, lock_key)))
      returning id`);
    if (rowsOf(dead).length === 0) return null;
    const back = await tx.execute(sql`
      update pgboss.job job set state = 'retry', start_after = now(), retry_limit = retry_limit + 1
      from worker_hands hand
      where hand.worker_id = ${id}::uuid and job.id = hand.job_id
        and job.state = 'active' and job.started_on = hand.taken_at
      returning job.name`);
    const rows = z.array(z.object({ name: z.string() })).parse(rowsOf(back));
    for (const queue of new Set(rows.map(({ name }) => name))) await tx.execute(sql`select ${notifyQueue(queue)}`);
    return { id, jobs: rows.length };
  });
}

/** Jobs that are being worked on, says the queue, but that nobody alive has in hand. */
export const recoverOrphans = stored('recover orphans', async (db: Db, queue: string): Promise<number> => {
  const back = await db.execute(sql`
    update pgboss.job job set state = 'retry', start_after = now(), retry_limit = retry_limit + 1
    where job.name = ${queue} and job.state = 'active'
      and greatest(job.started_on, job.heartbeat_on) < now() - ${ORPHAN_SECONDS}::int * interval '1 second'
      and not exists (
        select 1 from worker_hands hand join workers worker on worker.id = hand.worker_id
        where hand.job_id = job.id and hand.taken_at = job.started_on and worker.ended_at is null)
    returning id`);
  const number = rowsOf(back).length;
  if (number > 0) await db.execute(sql`select ${notifyQueue(queue)}`);
  return number;
});
