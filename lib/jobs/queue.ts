/** The queue: pg-boss in the same database, so that a row and its job are committed together. */
import { fromPglite, PgBoss } from 'pg-boss';
import type { Database, Db } from '../../db/database';
import type { Log } from '../base/log';
import type { Attempt } from './claim.store';
import type { JobDefinition, JobHandler } from './define-job';
import { openHands, type Hands } from './hands';
import { within } from './in-time';
import { executorOf, forgetJob, forgetWaiting, QUEUE_CHANNEL, readJobStates, type JobState } from './queue.store';
import { joinRoll, type Roll } from './roll';
import { wordsOf } from './words';
import type { Standing, WorkerIdentity } from './worker-identity';

export interface Jobs {
  /** Within the caller's transaction. The id names the job: sending the same one twice changes nothing. */
  send<P extends object>(tx: Db, job: JobDefinition<P>, payload: P, options: SendOptions): Promise<void>;
  /** Like `send`, but a job with this id that is done, failed or lost gives way. */
  replace<P extends object>(tx: Db, job: JobDefinition<P>, payload: P, options: SendOptions): Promise<void>;
  /** Takes a job out of the queue while it waits; false when it is in somebody's hands, done or gone. */
  withdraw<P extends object>(tx: Db, job: JobDefinition<P>, id: string): Promise<boolean>;
  states<P extends object>(db: Db, job: JobDefinition<P>, ids: readonly string[]): Promise<Map<string, JobState>>;
  /** Enlists this process as a worker and starts handling jobs of this kind, `concurrency` at a time. Once. */
  work<P extends object>(job: JobDefinition<P>, handler: JobHandler<P>, options: WorkOptions): Promise<void>;
  /** How this process stands as a worker; null where it is none. */
  standing(): Standing | null;
  /** Takes nothing new and finishes what is in hand; what is not done after `withinMs` goes back at no cost. */
  stop(withinMs?: number): Promise<void>;
}

interface SendOptions {
  id: string;
  /** Higher goes first; 0 by default. */
  priority?: number;
  /** Nobody gets it before. */
  afterSeconds?: number;
  /** Only workers with this ability or more get it. */
  needs?: number;
}

interface WorkOptions {
  concurrency: number;
  identity: WorkerIdentity;
  /** The highest `needs` of a job that this worker can do. */
  ability: number;
}

/** Jobs that took too long are given to somebody else by pg-boss's monitor. */
const MONITOR_SECONDS = 5;
/** Done jobs have left their result elsewhere. Few are kept: monitors read the whole table. */
const KEPT_SECONDS = 600;
const CLEAN_SECONDS = 300;
const STOP_MS = 20_000;
/** For each goodbye: a database that does not answer keeps nobody from ending. */
const GOODBYE_MS = 1500;
const BOSS_STOP_MS = 2000;
const NO_JOB = '00000000-0000-4000-8000-000000000000';

export async function openQueue<P extends object>(
  database: Database,
  jobs: readonly JobDefinition<P>[],
  log: Log,
): Promise<Jobs> {
  const { queue } = database;
  const boss = new PgBoss({
    ...(queue.kind === 'pglite'
      ? { db: fromPglite(queue.instance), backend: 'pglite' as const }
      : { connectionString: queue.url, max: 2, application_name: 'gradus queue' }),
    schedule: false,
    superviseIntervalSeconds: MONITOR_SECONDS,
    monitorIntervalSeconds: MONITOR_SECONDS,
    maintenanceIntervalSeconds: CLEAN_SECONDS,
  });
  boss.on('error', (error: unknown) => log.error({ error: wordsOf(error) }, 'queue'));
  await boss.start();
  for (const job of jobs) {
    const settings = {
      notify: true,
      retryLimit: job.retryLimit,
      retryDelay: job.retryDelaySeconds,
      retryBackoff: true,
      retryDelayMax: job.longestRetryDelaySeconds,
      expireInSeconds: job.expireInSeconds,
      deleteAfterSeconds: KEPT_SECONDS,
    };
    await boss.createQueue(job.name, settings);
    // Signs of life are the worker's, not the job's.
    await boss.updateQueue(job.name, { ...settings, heartbeatSeconds: null });
    // Fills pg-boss's cache of queues. On one connection, a look-up within a transaction of ours would wait for itself.
    await boss.findJobs(job.name, { id: NO_JOB });
  }

  let roll: Roll | null = null;
  const hands = new Map<string, Hands>();
  let unlisten: () => Promise<void> = () => Promise.resolve();

  async function send<Q extends object>(tx: Db, job: JobDefinition<Q>, payload: Q, options: SendOptions) {
    const { id, priority = 0, afterSeconds = 0, needs } = options;
    const data = needs === undefined ? payload : { ...payload, needs };
    await boss.send(job.name, data, { id, priority, startAfter: afterSeconds, db: executorOf(tx) });
  }

  return {
    send,
    async replace(tx, job, payload, options) {
      await forgetJob(tx, job.name, options.id);
      await send(tx, job, payload, options);
    },
    withdraw: (tx, job, id) => forgetWaiting(tx, job.name, id),
    states: (db, job, ids) => readJobStates(db, job.name, ids),
    async work(job, handler, { concurrency, identity, ability }) {
      if (roll !== null) throw new Error('this process works already');
      const taken = openHands({
        database,
        job,
        handler,
        concurrency,
        ability,
        roll: () => roll,
        fail: async (attempt: Attempt, error: Error) => {
          await boss.fail(job.name, attempt, error, { db: executorOf(database.db) });
        },
        log,
      });
      hands.set(job.name, taken);
      unlisten = await database.listen(QUEUE_CHANNEL, (name) => hands.get(name)?.wake());
      const onLost = () => taken.letGo();
      roll = await joinRoll(database, { identity, queues: [job.name], concurrency, log, onLost });
      taken.wake();
    },
    standing: () =>
      roll && {
        alive: roll.seen,
        draining: roll.draining,
        inHand: [...hands.values()].reduce((sum, { inHand }) => sum + inHand, 0),
      },
    async stop(withinMs = STOP_MS) {
      await within(GOODBYE_MS, unlisten());
      const leaving = roll;
      if (leaving) {
        // Without the database nobody can be told; then others find out by themselves.
        await leaving.drain().catch((error: unknown) => log.warn({ error: wordsOf(error) }, 'draining'));
        await Promise.all([...hands.values()].map((one) => one.stop(withinMs))).catch((error: unknown) =>
          log.warn({ error: wordsOf(error) }, 'what was in hand could not be given back'),
        );
        await leaving.leave().catch((error: unknown) => log.warn({ error: wordsOf(error) }, 'signing off'));
      }
      await within(BOSS_STOP_MS + GOODBYE_MS, boss.stop({ graceful: true, timeout: BOSS_STOP_MS }));
    },
  };
}
