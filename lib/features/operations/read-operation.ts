/** How the platform does, for its operators. */
import type { Actor } from '../../access/policy';
import type { Db } from '../../../db/database';
import { countInHand, countJobsWith, listTroubled } from '../../jobs/operations.store';
import type { Deps } from '../deps';
import { permit } from '../permit';
import { countFailures, countGrading, listFailures, listWaiting, listWorkers, readLanes, readPace } from './store';
import type { OperationView, PaceView } from './views';

const QUEUE = 'grade';
const WAITING_SHOWN = 50;
const FAILURES_SHOWN = 100;
const TROUBLED_SHOWN = 50;
const HOUR = 60;
const FEW_MINUTES = 5;
const MINUTE_MS = 60_000;
/** An hour of a busy night is a lot to count: all who look share one count of these last moments. */
const PACE_KEPT_MS = 4000;

const NOTHING: PaceView = { verdicts: 0, failures: 0, p50Ms: null, p95Ms: null };

export async function readOperation(deps: Deps, actor: Actor | null): Promise<OperationView> {
  permit(actor, { action: 'platform.view' });
  const { db } = deps;
  const [lanes, grading, regrading, waiting, pace, inHand, failures, failed, troubled] = await Promise.all([
    readLanes(db),
    countGrading(db),
    countJobsWith(db, QUEUE, 'regradeBy'),
    listWaiting(db, WAITING_SHOWN),
    sharedPace(db),
    countInHand(db),
    listFailures(db, FAILURES_SHOWN),
    countFailures(db),
    listTroubled(db, QUEUE, TROUBLED_SHOWN),
  ]);
  const now = deps.now();
  const minutes = Array.from({ length: HOUR }, (_, n) => {
    const ago = HOUR - 1 - n;
    return { at: new Date(now.getTime() - ago * MINUTE_MS).toISOString(), ...(pace.minutes.get(ago) ?? NOTHING) };
  });
  return {
    at: now.toISOString(),
    lanes,
    grading,
    regrading,
    waiting,
    minutes,
    lastMinutes: pace.few.get(null) ?? NOTHING,
    lastHour: pace.minutes.get(null) ?? NOTHING,
    workers: await listWorkers(db, inHand),
    failures,
    failed,
    troubled,
  };
}

type Pace = { minutes: Map<number | null, PaceView>; few: Map<number | null, PaceView> };
const counted = new WeakMap<Db, { at: number; pace: Promise<Pace> }>();

function sharedPace(db: Db): Promise<Pace> {
  const known = counted.get(db);
  if (known && performance.now() - known.at < PACE_KEPT_MS) return known.pace;
  const pace = Promise.all([readPace(db, HOUR), readPace(db, FEW_MINUTES)]).then(([minutes, few]) => ({
    minutes,
    few,
  }));
  counted.set(db, { at: performance.now(), pace });
  // A failure is not kept: the next one to look asks again.
  pace.catch(() => counted.delete(db));
  return pace;
}
