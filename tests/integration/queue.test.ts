/** The queue in the database: a row and its job exist together or not at all, and a job is never lost. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { rowsOf } from '@/db/database';
import { auditLog } from '@/db/schema';
import { defineJob } from '@/lib/jobs/define-job';
import { openQueue, type Jobs } from '@/lib/jobs/queue';
import { openSignals } from '@/lib/jobs/signals';
import { freshDatabase, noDatabase, onPostgres, type TestDatabase } from '../support/database';
import { silentLog } from '../support/log';
import { until } from '../support/until';
import { workerIdentity } from '../support/worker-identity';

const probe = defineJob({
  name: 'probe',
  payload: z.object({ word: z.string() }),
  retryLimit: 1,
  retryDelaySeconds: 1,
  longestRetryDelaySeconds: 30,
  expireInSeconds: 30,
});

/** As the only worker there is. */
const WORK = { concurrency: 2, ability: 2, identity: workerIdentity({ alone: !onPostgres }) };

describe.skipIf(noDatabase)('the queue', () => {
  let test: TestDatabase;
  let jobs: Jobs;
  const handled: { word: string; lastTry: boolean }[] = [];
  beforeAll(async () => {
    test = await freshDatabase();
    jobs = await openQueue(test.database, [probe], silentLog);
    await jobs.work(
      probe,
      async ({ payload, lastTry }) => {
        handled.push({ word: payload.word, lastTry });
        if (payload.word.startsWith('fails')) throw new Error('as asked');
      },
      WORK,
    );
  });
  afterAll(async () => {
    await jobs.stop();
    await test.close();
  });
  const send = async (word: string, id: string = randomUUID()) => {
    await test.database.db.transaction((tx) => jobs.send(tx, probe, { word }, { id }));
    return id;
  };
  const seen = (word: string) => handled.filter((one) => one.word === word);

  it('hands a job over within a moment of the commit', async () => {
    const began = performance.now();
    await send('quick');
    await until('the job', () => seen('quick').length > 0);
    // Far below the poll of 5 s: the notification did it.
    expect(performance.now() - began).toBeLessThan(4500);
  });

  it('knows nothing of a job whose transaction was rolled back', async () => {
    const { db } = test.database;
    const id = randomUUID();
    const broken = db.transaction(async (tx) => {
      await tx.insert(auditLog).values({ at: new Date(), actorId: null, courseId: null, action: 'half', details: {} });
      await jobs.send(tx, probe, { word: 'half' }, { id });
      throw new Error('no');
    });
    await expect(broken).rejects.toThrow('no');
    await send('after');
    await until('the next job', () => seen('after').length > 0);
    expect(seen('half')).toEqual([]);
    expect(await jobs.states(db, probe, [id])).toEqual(new Map());
    expect(rowsOf(await db.execute(sql`select 1 from audit_log where action = 'half'`))).toEqual([]);
  });

  it('delivers a job with the same id once', async () => {
    const id = await send('twice');
    await send('twice', id);
    await until('the job', () => seen('twice').length > 0);
    await send('after twice');
    await until('the job after', () => seen('after twice').length > 0);
    expect(seen('twice')).toHaveLength(1);
  });

  it('tries a failing job again and says which try is the last', async () => {
    const id = await send('fails');
    const { db } = test.database;
    await until('the job to be given up', async () => (await jobs.states(db, probe, [id])).get(id) === 'failed');
    expect(seen('fails').map((one) => one.lastTry)).toEqual([false, true]);
  });

  it('has no job wait longer than its longest pause, however often it was delivered', async () => {
    const { db } = test.database;
    const id = randomUUID();
    await db.transaction(async (tx) => {
      await jobs.send(tx, probe, { word: 'fails late' }, { id });
      await tx.execute(sql`update pgboss.job set retry_count = 30, retry_limit = 40 where id = ${id}::uuid`);
    });
    await until('the failure', async () => (await jobs.states(db, probe, [id])).get(id) === 'retry');
    const left = await db.execute(sql`
      select extract(epoch from start_after - now())::float8 as seconds from pgboss.job where id = ${id}::uuid`);
    const [{ seconds }] = z.tuple([z.object({ seconds: z.number() })]).parse(rowsOf(left));
    expect(seconds).toBeLessThanOrEqual(probe.longestRetryDelaySeconds);
  });

  it('rests after a failure that the database does not take down', async () => {
    const { db } = test.database;
    await db.execute(sql`
      create function refuse() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$`);
    await db.execute(sql`
      create trigger refuse before insert or update on pgboss.job for each row
      when (new.state = 'retry' and new.output is not null) execute function refuse()`);
    const times: number[] = [];
    await send('fails untold');
    await until('a few tries', () => {
      const tries = seen('fails untold').length;
      while (times.length < tries) times.push(performance.now());
      return tries >= 4;
    });
    expect((times[3] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(1000);
    await db.execute(sql`drop function refuse cascade`);
  });

  it('sends a job that was given up again when asked to', async () => {
    const id = await send('again');
    const { db } = test.database;
    await until('the job', async () => (await jobs.states(db, probe, [id])).get(id) === 'completed');
    await db.transaction((tx) => jobs.replace(tx, probe, { word: 'again' }, { id }));
    await until('the second time', () => seen('again').length === 2);
  });

  it('drains a backlog without waiting for polls', async () => {
    const { db } = test.database;
    const began = performance.now();
    await db.transaction(async (tx) => {
      for (let n = 0; n < 60; n++) await jobs.send(tx, probe, { word: 'many' }, { id: randomUUID() });
    });
    await until('all jobs', () => seen('many').length === 60);
    // With polls of 5 s and two workers it would be 150 s.
    expect(performance.now() - began).toBeLessThan(60_000);
  });
});

describe.skipIf(noDatabase)('signals', () => {
  it('wake who waits for that id, and nobody else', async () => {
    const test = await freshDatabase();
    const signals = await openSignals(test.database);
    const [mine, other] = [randomUUID(), randomUUID()];
    const never = new AbortController();
    let woken = 0;
    const waiting = signals.next(mine, 60_000, never.signal).then(() => woken++);
    void signals.next(other, 60_000, never.signal).then(() => woken++);
    await test.database.db.execute(sql`select pg_notify('gradus_submission', ${mine})`);
    await waiting;
    expect(woken).toBe(1);
    never.abort();
    await until('the other to stop waiting', () => woken === 2);
    await signals.close();
    await test.close();
  });
});
