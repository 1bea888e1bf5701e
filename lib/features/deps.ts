/** What every use case is given: the doors to the world, built once in `lib/boot`. */
import type { Db } from '../../db/database';
import type { Log } from '../base/log';
import type { Jobs } from '../jobs/queue';
import type { Signals } from '../jobs/signals';
import type { Runner } from '../runner';

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
}
