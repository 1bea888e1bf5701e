/** The queue when the database stands still, answers are lost, or connections are dropped without a word. */
import { randomUUID } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openDatabase } from '@/db/client';
import { rowsOf, type Database, type Db } from '@/db/database';
import { workers } from '@/db/schema';
import { defineJob, type JobHandler } from '@/lib/jobs/define-job';
import { openQueue, type Jobs } from '@/lib/jobs/queue';
import { freshDatabase, noDatabase, onPostgres } from '../support/database';
import { rememberingLog, silentLog } from '../support/log';
import { until } from '../support/until';
import { workerIdentity } from '../support/worker-identity';

const TEST_MS = 120_000;
const probe = defineJob({
  name: 'probe',
  payload: z.object({ n: z.number() }),
  retryLimit: 4,
  retryDelaySeconds: 1,
  longestRetryDelaySeconds: 30,
  expireInSeconds: 120,
});
type Handler = JobHandler<{ n: number }>;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function fresh() {
  const test = await freshDatabase();
  closers.push(() => test.close());
  return test;
}

async function worker(database: Database, host: string, handler: Handler, log = silentLog): Promise<Jobs> {
  const jobs = await openQueue(database, [probe], log);
  closers.push(() => jobs.stop(0));
  const identity = workerIdentity({ host, alone: !onPostgres });
  await jobs.work(probe, handler, { concurrency: 2, ability: 2, identity });
  return jobs;
}

async function another(url: string | undefined): Promise<Database> {
  const database = await openDatabase({ url, folder: null, maxConnections: 5 });
  closers.push(() => database.close());
  return database;
}

/** Whose first answer to a claim that took something is lost on its way, after it was committed. */
function losingOneClaim(database: Database): { database: Database; lost: () => boolean } {
  let lost = false;
  const execute = async (query: Parameters<Db['execute']>[0]) => {
    const result: unknown = await database.db.execute(query);
    if (!lost && rowsOf(result).some((row) => 'hand' in row)) {
      lost = true;
      throw new Error('Connection terminated unexpectedly');
    }
    return result;
  };
  const db = new Proxy(database.db, {
    get(target, key) {
      if (key === 'execute') return execute;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return { database: { ...database, db }, lost: () => lost };
}

describe.skipIf(noDatabase)('a claim whose answer is lost', () => {
  it(
    'is taken back at once, and costs its job no try',
    async () => {
      const { database } = await fresh();
      const losing = losingOneClaim(database);
      const handled: number[] = [];
      const jobs = await worker(losing.database, 'only', async ({ payload }) => {
        handled.push(payload.n);
        return await Promise.resolve();
      });
      const id = randomUUID();
      await jobs.send(database.db, probe, { n: 1 }, { id });
      await until('the job to be handled', () => handled.length > 0);
      expect(losing.lost()).toBe(true);
      await until(
        'the job to be settled',
        async () => (await jobs.states(database.db, probe, [id])).get(id) === 'completed',
      );
      const [row] = rowsOf(
        await database.db.execute(sql`select retry_count, retry_limit from pgboss.job where id = ${id}::uuid`),
      );
      expect([row?.['retry_count'], row?.['retry_limit'], handled]).toEqual([1, 5, [1]]);
    },
    TEST_MS,
  );
});

describe.skipIf(noDatabase || !onPostgres)('workers on PostgreSQL', () => {
  it(
    'bury nobody because the database stood still',
    async () => {
      const { database, url } = await fresh();
      const log = rememberingLog();
      const aborted: number[] = [];
      let inHand = 0;
      let release: (() => void) | undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      const handler: Handler = async ({ payload, signal }) => {
        inHand++;
        signal.addEventListener('abort', () => aborted.push(payload.n));
        await released;
      };
      const first = await worker(database, 'first', handler, log);
      const second = await worker(await another(url), 'second', handler, log);
      for (let n = 0; n < 4; n++) await first.send(database.db, probe, { n }, { id: randomUUID() });
      await until('all hands to be full', () => inHand === 4);

      const locker = new pg.Client({ connectionString: url });
      await locker.connect();
      await locker.query('begin; lock table workers in access exclusive mode; select pg_sleep(9); commit');
      await locker.end();

      const bothSeen = () => first.standing()?.alive === true && second.standing()?.alive === true;
      await until('both to be seen again', bothSeen);
      // Longer than either watches before it judges.
      const end = performance.now() + 6000;
      await until('both to have judged', () => performance.now() > end);
      const rows = await database.db.select({ ended: workers.ended }).from(workers);
      expect(rows).toEqual([{ ended: null }, { ended: null }]);
      expect([aborted, inHand]).toEqual([[], 4]);
      expect(log.lines.filter((line) => line.includes('has gone') || line.includes('for dead'))).toEqual([]);
      release?.();
    },
    TEST_MS,
  );

  it(
    'come back when their connections were dropped without a word, and end when told to even so',
    async () => {
      const { database, url = '' } = await fresh();
      const proxy = await openProxy(Number(new URL(url).port));
      const through = new URL(url);
      through.port = String(proxy.port);
      const handled: number[] = [];
      const jobs = await worker(await another(through.href), 'behind a wall', async ({ payload }) => {
        handled.push(payload.n);
        return await Promise.resolve();
      });
      const sender = await openQueue(database, [probe], silentLog);
      closers.push(() => sender.stop(0));
      const send = (n: number) => sender.send(database.db, probe, { n }, { id: randomUUID() });
      await send(1);
      await until('the first job', () => handled.includes(1));

      proxy.drop();
      // How long it is quiet depends on which of its connections it asks first.
      await send(2);
      await until('the second job', () => handled.includes(2), 60_000);
      await until('the worker to be seen', () => jobs.standing()?.alive === true, 60_000);

      proxy.drop();
      const told = performance.now();
      await Promise.race([jobs.stop(2000), pause(30_000, undefined, { ref: false })]);
      expect(performance.now() - told).toBeLessThan(18_000);
    },
    TEST_MS,
  );
});

/** Lets everything through; `drop` makes all connections of before dead ends that nobody closes. */
async function openProxy(target: number): Promise<{ port: number; drop: () => void }> {
  let pairs: [Socket, Socket][] = [];
  const all: Socket[] = [];
  const server = createServer((from) => {
    const to = connect(target, '127.0.0.1');
    from.pipe(to);
    to.pipe(from);
    for (const socket of [from, to]) socket.on('error', () => undefined);
    from.on('close', () => to.destroy());
    to.on('close', () => from.destroy());
    pairs.push([from, to]);
    all.push(from, to);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    for (const socket of all) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    port: (server.address() as AddressInfo).port,
    drop() {
      for (const [from, to] of pairs) {
        from.unpipe(to).pause();
        to.unpipe(from).pause();
      }
      pairs = [];
    },
  };
}
