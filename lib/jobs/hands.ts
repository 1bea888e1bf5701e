/** The hands of a worker: takes as many jobs from a queue as it has hands free, and settles what is done. */
import type { Database } from '../../db/database';
import type { Log } from '../base/log';
import { count } from '../telemetry/metrics';
import { claimJobs, giveBack, giveBackUnknown, settleJobs, type Attempt, type Taken } from './claim.store';
import type { JobDefinition, JobHandler } from './define-job';
import { inTime, within } from './in-time';
import type { Roll } from './roll';
import { wordsOf } from './words';

/** Jobs are announced; this is for announcements that were lost, and for jobs that become due. */
const IDLE_MS = 1000;
/** After the database could not be reached. */
const PAUSE_MS = 500;
/** From the moment that a handler is told to stop until its job is given to somebody else all the same. */
const ABORT_MS = 2000;
/** For the last words to the queue. */
const GOODBYE_MS = 1500;
/** After a claim whose answer was lost: it may have been made, or be made late by a server that was slow. */
const UNSURE_MS = 60_000;

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
  /** What is claimed from now on goes back. */
  let closed = false;
  /** Until then the queue may hold jobs for taken that never arrived here. */
  let unsureUntil = 0;
  /**
   * Until then nothing is taken: the database can't be reached, or what fails here and can't be told would be taken
   * again, and fail again, at once.
   */
  let restUntil = 0;
  let taking: Promise<void> | null = null;
  let wanted = false;
  let timer: NodeJS.Timeout | undefined;

  const later = (ms: number) => {
    clearTimeout(timer);
    if (stopping) return;
    timer = setTimeout(take, ms);
    timer.unref();
  };

  const rest = () => {
    restUntil = performance.now() + PAUSE_MS;
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
      const restMs = restUntil - performance.now();
      if (restMs > 0) return later(restMs);
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
        if (performance.now() < unsureUntil) await giveBackUnknown(db, job.name, worker.id, known(settled));
        const taken = await claim(request);
        if (closed) {
          await giveBack(db, job.name, taken);
          return;
        }
        for (const one of taken) start(one);
        if (taken.length === hands.length) wanted = true;
      } catch (error) {
        finished.push(...settled);
        log.warn({ queue: job.name, error: wordsOf(error) }, 'no jobs could be taken');
        rest();
        wanted = true;
      }
    }
    later(IDLE_MS);
  };

  const claim = async (request: Parameters<typeof claimJobs>[1]) => {
    try {
      return await claimJobs(db, request);
    } catch (error) {
      unsureUntil = performance.now() + UNSURE_MS;
      throw error;
    }
  };

  const known = (settled: readonly Attempt[]) =>
    [...settled, ...finished, ...untold, ...[...held.values()].map(({ attempt }) => attempt)].map(({ id }) => id);

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
      earlier: retryCount,
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
    await fail(attempt, words).catch(() => {
      untold.push({ id, retryCount });
      rest();
    });
  };

  return {
    get inHand() {
      return held.size;
    },
    wake: take,
    async stop(withinMs) {
      stopping = true;
      clearTimeout(timer);
      const end = performance.now() + withinMs;
      // What is just being claimed counts as in hand.
      await within(Math.max(withinMs, GOODBYE_MS), taking ?? Promise.resolve());
      closed = true;
      const all = () => Promise.all([...held.values()].map(({ done }) => done));
      await within(end - performance.now(), all());
      const back = [...held.values()];
      for (const { control } of back) control.abort(new Error('this worker stops'));
      if (back.length > 0) await within(ABORT_MS, all());
      const attempts = [...back.map(({ attempt }) => attempt), ...untold];
      const settleAll = async () => {
        await settleJobs(db, job.name, finished.splice(0));
        await giveBack(db, job.name, attempts);
      };
      await inTime(GOODBYE_MS, 'giving back', settleAll());
      if (attempts.length > 0) log.info({ queue: job.name, jobs: attempts.length }, 'given back unfinished');
    },
    letGo() {
      for (const { control } of held.values()) control.abort(new Error('somebody else has this job'));
    },
  };
}
