/** Keeps this worker on the register of the living, and gives what dead ones held to the others. */
import { randomUUID } from 'node:crypto';
import type { Database } from '../../db/database';
import type { Log } from '../base/log';
import { inTime, within } from './in-time';
import { wordsOf } from './words';
import type { WorkerIdentity } from './worker-identity';
import {
  beat,
  BEAT_MS,
  recoverFromDead,
  recoverOrphans,
  register,
  signOff,
  startDraining,
  WORKER_LOCK,
} from './workers.store';

/** A worker judges others only after it has watched for so long without a break: after an outage everybody is quiet. */
const WATCH_MS = 3000;
/** Longer than this between two looks is a break. */
const BREAK_MS = 2500;
/** Without an answer for so long, the next look asks on another connection. */
const ANSWER_MS = 3000;
/** For goodbyes: whoever does not hear one finds out. */
const GOODBYE_MS = 1500;
/** Looks from one search for orphans to the next. */
const ORPHANS_EVERY = 30;

export interface Roll {
  /** The name under which jobs are taken now. */
  readonly id: string;
  /** Whether the database has heard from this worker lately. */
  readonly seen: boolean;
  readonly draining: boolean;
  drain(): Promise<void>;
  /** In order: nobody will look for its jobs. */
  leave(): Promise<void>;
}

interface RollOptions {
  identity: WorkerIdentity;
  queues: readonly string[];
  concurrency: number;
  log: Log;
  /** The others took this one for dead: what it had in hand is theirs. */
  onLost: () => void;
}

export async function joinRoll(database: Database, options: RollOptions): Promise<Roll> {
  const { identity, queues, concurrency, log, onLost } = options;
  const { db } = database;
  const { alone } = identity;
  let id = '';
  let unlock: () => Promise<void> = () => Promise.resolve();

  const enter = async () => {
    await within(GOODBYE_MS, unlock());
    const next = randomUUID();
    const lockKey = await register(db, next, identity, { queues, concurrency });
    unlock = alone ? unlock : await database.holdLock(WORKER_LOCK, lockKey);
    id = next;
  };
  await enter();
  if (alone) await recoverFromDead(db, id, { alone });

  let draining = false;
  let lastSeen = performance.now();
  let watchingSince = performance.now();
  let looks = 0;

  const look = async () => {
    const known = await inTime(ANSWER_MS, 'a sign of life', beat(db, id));
    // Measured after the answer: while everybody waited for the database nobody was watched.
    const now = performance.now();
    if (now - lastSeen > BREAK_MS) watchingSince = now;
    lastSeen = now;
    if (!known) {
      log.warn({ worker: id }, 'taken for dead: enlisting again');
      onLost();
      await enter();
      if (draining) await startDraining(db, id);
    }
    if (alone || now - watchingSince < WATCH_MS) return;
    const gone = await inTime(ANSWER_MS, 'the search for dead workers', recoverFromDead(db, id, { alone }));
    for (const { id: worker, jobs } of gone) {
      log.warn({ worker, jobs }, 'a worker has gone: what it held was given back');
    }
    if (looks++ % ORPHANS_EVERY > 0) return;
    for (const queue of queues) {
      const jobs = await inTime(ANSWER_MS, 'the search for orphans', recoverOrphans(db, queue));
      if (jobs > 0) log.warn({ queue, jobs }, 'jobs in nobody’s hands were given back');
    }
  };

  let left = false;
  let looking: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const again = () => {
    if (left) return;
    timer = setTimeout(() => {
      looking = look()
        .catch((error: unknown) => log.warn({ error: wordsOf(error) }, 'no sign of life could be given'))
        .then(again);
    }, BEAT_MS);
    timer.unref();
  };
  again();

  return {
    get id() {
      return id;
    },
    get seen() {
      return performance.now() - lastSeen < BREAK_MS;
    },
    get draining() {
      return draining;
    },
    async drain() {
      draining = true;
      await inTime(GOODBYE_MS, 'draining', startDraining(db, id));
    },
    async leave() {
      if (left) return;
      left = true;
      clearTimeout(timer);
      await within(GOODBYE_MS, looking);
      try {
        await inTime(GOODBYE_MS, 'signing off', signOff(db, id));
      } finally {
        await within(GOODBYE_MS, unlock());
      }
    },
  };
}
