/** What every use case is given: the doors to the world, built once in `lib/boot`. */
import type { Db } from '../../db/database';
import type { Log } from '../base/log';
import type { Jobs } from '../jobs/queue';
import type { Signals } from '../jobs/signals';
import type { Runner } from '../runner';

/** Above either, the graders are busy. */
export interface QueueBounds {
  /** Submissions that wait. */
  readonly waiting: number;
  /** How long the student who came first has waited. */
  readonly seconds: number;
}

export interface Deps {
  readonly db: Db;
  readonly jobs: Jobs;
  readonly signals: Signals;
  /** Absent where nothing is graded: the web beside separate workers. */
  readonly runner?: Runner | undefined;
  now(): Date;
  /** Signs sessions and seeds; long and random. */
  readonly secret: string;
  /** Demo accounts may sign in without a password. */
  readonly demo: boolean;
  readonly log: Log;
  /** From when on no more submissions are taken in; sensible ones by default. */
  readonly queueBounds?: QueueBounds | undefined;
}
