/** The queue: pg-boss in the same database, so that a row and its job are committed together. */
import { fromPglite, PgBoss } from 'pg-boss';
import type { Database, Db } from '../../db/database';
import type { Log } from '../base/log';
import type { JobDefinition, JobHandler } from './define-job';
import { executorOf, forgetJob, readJobStates, type JobState } from './queue.store';

export interface Jobs {
  /** Within the caller's transaction. The id names the job: sending the same one twice changes nothing. */
  send<P extends object>(tx: Db, job: JobDefinition<P>, payload: P, options: SendOptions): Promise<void>;
  /** Like `send`, but a job with this id that is done, failed or lost gives way. */
  replace<P extends object>(tx: Db, job: JobDefinition<P>, payload: P, options: SendOptions): Promise<void>;
  states<P extends object>(db: Db, job: JobDefinition<P>, ids: readonly string[]): Promise<Map<string, JobState>>;
  /** Starts handling jobs of this kind, `concurrency` at a time. */
  work<P extends object>(job: JobDefinition<P>, handler: JobHandler<P>, concurrency: number): Promise<void>;
  /** Lets running handlers finish, up to the deadline. */
  stop(): Promise<void>;
}

interface SendOptions {
  id: string;
  /** Higher goes first; 0 by default. */
  priority?: number;
  /** Nobody gets it before. */
  afterSeconds?: number;
}

/** A job whose worker died is noticed after this long without a sign of life. */
const HEARTBEAT_SECONDS = 10;
const MONITOR_SECONDS = 5;
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
      : { connectionString: queue.url, max: 4, application_name: 'gradus queue' }),
    useListenNotify: true,
    schedule: false,
    superviseIntervalSeconds: MONITOR_SECONDS,
    monitorIntervalSeconds: MONITOR_SECONDS,
  });
  boss.on('error', (error: unknown) => log.error({ error: wordsOf(error) }, 'queue'));
  await boss.start();
  for (const job of jobs) {
    const settings = {
      notify: true,
      retryLimit: job.retryLimit,
      retryDelay: job.retryDelaySeconds,
      retryBackoff: true,
      expireInSeconds: job.expireInSeconds,
      heartbeatSeconds: HEARTBEAT_SECONDS,
    };
    await boss.createQueue(job.name, settings);
    await boss.updateQueue(job.name, settings);
    // Fills pg-boss's cache of queues. On one connection, a look-up within a transaction of ours would wait for itself.
    await boss.findJobs(job.name, { id: NO_JOB });
  }

  async function send<Q extends object>(tx: Db, job: JobDefinition<Q>, payload: Q, options: SendOptions) {
    const { id, priority = 0, afterSeconds = 0 } = options;
    await boss.send(job.name, payload, { id, priority, startAfter: afterSeconds, db: executorOf(tx) });
  }

  return {
    send,
    async replace(tx, job, payload, options) {
      await forgetJob(tx, job.name, options.id);
      await send(tx, job, payload, options);
    },
    states: (db, job, ids) => readJobStates(db, job.name, ids),
    async work(job, handler, concurrency) {
      for (let worker = 0; worker < concurrency; worker++) await startWorker(boss, job, handler, log);
    },
    async stop() {
      await boss.stop({ graceful: true, timeout: 20_000 });
    },
  };
}

/**
 * One worker, one job at a time. pg-boss would wait for its next poll after each job unless a whole batch was full;
 * a batch would let a quick job wait for a slow one. So each job wakes its own worker again.
 */
async function startWorker<P extends object>(boss: PgBoss, job: JobDefinition<P>, handler: JobHandler<P>, log: Log) {
  let workerId: string | null = null;
  workerId = await boss.work<unknown, unknown, WorkOptions>(job.name, WORK_OPTIONS, async (deliveries) => {
    for (const delivery of deliveries) {
      try {
        await handler({
          id: delivery.id,
          payload: job.payload.parse(delivery.data),
          lastTry: delivery.retryCount >= delivery.retryLimit,
          signal: delivery.signal,
        });
      } catch (error) {
        log.warn({ job: job.name, id: delivery.id, retry: delivery.retryCount, error: wordsOf(error) }, 'job failed');
        throw new Error(wordsOf(error), { cause: error });
      } finally {
        if (workerId !== null) boss.notifyWorker(workerId);
      }
    }
  });
}

const WORK_OPTIONS = {
  batchSize: 1,
  includeMetadata: true,
  pollingIntervalSeconds: 1,
  notifyPollingIntervalSeconds: 5,
} as const;
type WorkOptions = typeof WORK_OPTIONS;

function wordsOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : 'unknown failure';
}
