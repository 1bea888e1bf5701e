/** The hands of a worker: takes as many jobs from a queue as it has hands free, and settles what is done. */
import type { Database } from '../../db/database';
import type { Log } from '../base/log';
import { count } from '../telemetry/metrics';
import { claimJobs, giveBack, settleJobs, type Attempt, type Taken } from './claim.store';
import type { JobDefinition, JobHandler } from './define-job';
import type { Roll } from './roll';
import { wordsOf } from './words';

/** Jobs are announced; this is for announcements that were lost, and for jobs that become due. */
const IDLE_MS = 1000;
/** After the database could not be reached. */
const PAUSE_MS = 500;
/** From the moment that a handler is told to stop until its job is given to somebody else all the same. */
const ABORT_MS = 2000;

export interface Hands {
  readonly inHand: number;
  /** There may be something to take. */
  wake(): void;
  /** Takes nothing new; resolves when the hands are empty, or gives back what they still hold after `withinMs`. */
  stop(withinMs: number): Promise<void>;
  /** Lets go of everything without a word to the queue: others have it. */
  letGo(): void;
}

interface HandsOptions<P extends object> {
  database: Database;
  job: JobDefinition<P>;
  handler: JobHandler<P>;
  concurrency: number;
  ability: number;
  roll: () => Roll | null;
  fail: (attempt: Attempt, error: Error) => Promise<void>;
  log: Log;
}

interface Held {
  attempt: Attempt;
  control: AbortController;
  done: Promise<void>;
}

export function openHands<P extends object>(options: HandsOptions<P>): Hands {
  const { database, job, handler, concurrency, ability, roll, fail, log } = options;
  const { db } = database;
  const free = Array.from({ length: concurrency }, (_, hand) => hand);
  const held = new Map<number, Held>();
  /** Done, and not yet said to the queue. */
  let finished: Attempt[] = [];
  /** Failed while the queue could not be told; they go back, since that says nothing about them. */
  let untold: Attempt[] = [];
  let stopping = false;
  let taking: Promise<void> | null = null;
  let wanted = false;
  let timer: NodeJS.Timeout | undefined;

  const later = (ms: number) => {
    clearTimeout(timer);
    if (stopping) return;
    timer = setTimeout(take, ms);
    timer.unref();
  };

  const take = () => {
    wanted = true;
    if (taking || stopping) return;
    taking = takeAll().finally(() => {
      taking = null;
    });
  };

  const takeAll = async () => {
    while (wanted && !stopping) {
      wanted = false;
      const worker = roll();
      if (worker === null) break;
      const hands = [...free];
      const settled = finished;
      finished = [];
      try {
        await giveBack(db, job.name, untold);
        untold = [];
        if (hands.length === 0) {
          await settleJobs(db, job.name, settled);
          continue;
        }
        const request = { queue: job.name, workerId: worker.id, hands, ability, finished: settled };
        const taken = await claimJobs(db, request);
        for (const one of taken) start(one);
        if (taken.length === hands.length) wanted = true;
      } catch (error) {
        finished.push(...settled);
        log.warn({ queue: job.name, error: wordsOf(error) }, 'no jobs could be taken');
        later(PAUSE_MS);
        return;
      }
    }
    later(IDLE_MS);
  };

  const start = (taken: Taken) => {
    const { id, retryCount, hand } = taken;
    const attempt = { id, retryCount };
    const control = new AbortController();
    free.splice(free.indexOf(hand), 1);
    const done = work(taken, control.signal)
      .then(
        () => finished.push(attempt),
        (error: unknown) => settleFailure(taken, control.signal, error),
      )
      .then(() => {
        if (held.get(hand)?.attempt === attempt) held.delete(hand);
        free.push(hand);
        take();
      });
    held.set(hand, { attempt, control, done });
  };

  const work = async ({ id, data, retryCount, retryLimit, expireSeconds }: Taken, signal: AbortSignal) => {
    await handler({
      id,
      payload: job.payload.parse(data),
      lastTry: retryCount >= retryLimit,
      signal: AbortSignal.any([signal, AbortSignal.timeout(expireSeconds * 1000)]),
    });
  };

  const settleFailure = async (attempt: Taken, signal: AbortSignal, error: unknown) => {
    // Told to stop: whoever gives the job back, or has it by now, settles it.
    if (signal.aborted) return;
    const { id, retryCount, retryLimit } = attempt;
    count('gradus_job_failures_total', { job: job.name, next: retryCount < retryLimit ? 'retry' : 'given-up' });
    log.warn({ job: job.name, id, retry: retryCount, error: wordsOf(error) }, 'job failed');
    const words = new Error(wordsOf(error), { cause: error });
    await fail(attempt, words).catch(() => untold.push({ id, retryCount }));
  };

  return {
    get inHand() {
      return held.size;
    },
    wake: take,
    async stop(withinMs) {
      stopping = true;
      clearTimeout(timer);
      // What is just being claimed counts as in hand.
      await taking;
      const all = () => Promise.all([...held.values()].map(({ done }) => done));
      await within(withinMs, all());
      const back = [...held.values()];
      for (const { control } of back) control.abort(new Error('this worker stops'));
      await within(ABORT_MS, all());
      await settleJobs(db, job.name, finished.splice(0));
      const attempts = [...back.map(({ attempt }) => attempt), ...untold];
      await giveBack(db, job.name, attempts);
      if (attempts.length > 0) log.info({ queue: job.name, jobs: attempts.length }, 'given back unfinished');
    },
    letGo() {
      for (const { control } of held.values()) control.abort(new Error('somebody else has this job'));
    },
  };
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  if (ms <= 0) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
