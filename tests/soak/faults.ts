/** Breaks things: each fault does to the running system what its name says, and leaves it to recover by itself. */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Keeper } from './keeper';
import type { Fault, FaultKind } from './plan';
import type { Process, ProcessWatch } from './processes';
import type { Stand } from './stand';

interface Strike {
  /** What was hit. */
  readonly what: string;
  /** Child processes that had to end with what was hit. */
  readonly orphans: readonly Process[];
}

/** Longer than any heartbeat that a job is given up after. */
const FREEZE_MS = 18_000;
const STORM_MS = 1500;
const ORPHAN_MS = 5000;

export interface Striker {
  /** Ends when the fault itself is over; recovering is up to the system. */
  strike(fault: Fault): Promise<Strike>;
  /** Whether the database is or was away just now: then a process may end while it starts. */
  isDatabaseAway(): boolean;
}

export function createStriker(stand: Stand, processes: ProcessWatch): Striker {
  let lastAway = Number.NEGATIVE_INFINITY;
  let queue: Promise<unknown> = Promise.resolve();
  let away = 0;

  /** One at a time: a database that does not run can't be stopped. */
  const whileAway = async <T>(what: () => Promise<T>): Promise<T> => {
    const turn = queue.then(async () => {
      away++;
      try {
        return await what();
      } finally {
        away--;
        lastAway = performance.now();
      }
    });
    queue = turn.catch(() => undefined);
    return await turn;
  };
  const killOne = (role: 'student' | 'judge', which: number): string => {
    const pid = pick(processes.now(role), which);
    return pid === undefined ? `no ${role} was there` : `${role} ${kill(pid)}`;
  };
  const killWhole = async (keeper: Keeper, signal: 'SIGKILL' | 'SIGTERM'): Promise<Strike> => {
    const family = keeper.pid === undefined ? [] : processes.family(keeper.pid);
    keeper.signal(signal);
    await pause(signal === 'SIGKILL' ? ORPHAN_MS : 0);
    return { what: keeper.name, orphans: signal === 'SIGKILL' ? processes.remaining(family).alive : [] };
  };
  const hit = (what: string): Strike => ({ what, orphans: [] });

  const strikes: Record<FaultKind, (which: number) => Promise<Strike>> = {
    'kill-student': async (which) => hit(killOne('student', which)),
    'kill-judge': async (which) => hit(killOne('judge', which)),
    'kill-children-again-and-again': async () => {
      const end = performance.now() + STORM_MS;
      let killed = 0;
      while (performance.now() < end) {
        for (const pid of [...processes.now('student'), ...processes.now('judge')]) {
          kill(pid);
          killed++;
        }
        await pause(50);
      }
      return hit(`${killed} children`);
    },
    'kill-worker': (which) => killWhole(pickKeeper(stand.workers, which), 'SIGKILL'),
    'stop-worker': (which) => killWhole(pickKeeper(stand.workers, which), 'SIGTERM'),
    'freeze-worker': async (which) => {
      const worker = pickKeeper(stand.workers, which);
      worker.signal('SIGSTOP');
      await pause(FREEZE_MS);
      worker.signal('SIGCONT');
      return hit(worker.name);
    },
    'kill-web': () => killWhole(stand.web, 'SIGKILL'),
    'kill-database': (which) => whileAway(() => restart(stand, 'SIGKILL', which)),
    'cut-off-database': (which) => whileAway(() => restart(stand, 'SIGQUIT', which)),
    'cut-connections': (which) => whileAway(() => cutConnections(stand, which)),
    'fill-database-disk': (which) =>
      whileAway(async () => {
        stand.databaseDisk?.fill();
        await pause(1000 + 3000 * which);
        stand.databaseDisk?.free();
        // It may have given up; a service manager would start it again.
        const { database } = stand;
        const hasEnded = database?.isRunning() === false;
        if (hasEnded) await database.start();
        return hit(`the database's disk${hasEnded ? ', and the server gave up' : ''}`);
      }),
    'fill-worker-disk': async (which) => {
      stand.workerDisk?.fill();
      const strike = await killWhole(pickKeeper(stand.workers, which), 'SIGKILL');
      stand.workerDisk?.free();
      return { ...strike, what: `the workers' disk, and ${strike.what}` };
    },
  };

  return {
    strike: ({ kind, which }) => strikes[kind](which),
    isDatabaseAway: () => away > 0 || performance.now() - lastAway < 15_000,
  };
}

async function restart({ database }: Stand, signal: 'SIGKILL' | 'SIGQUIT', which: number): Promise<Strike> {
  if (!database) throw new Error('there is no server');
  await database.kill(signal);
  await pause(2000 * which);
  await database.start();
  return { what: 'the database', orphans: [] };
}

async function cutConnections({ database }: Stand, which: number): Promise<Strike> {
  if (!database) throw new Error('there is no server');
  const client = new pg.Client({ connectionString: database.url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where backend_type = 'client backend' and pid <> pg_backend_pid() and random() <= $1`,
      [0.3 + which],
    );
    return { what: `${rowCount ?? 0} connections`, orphans: [] };
  } finally {
    await client.end();
  }
}

function pickKeeper(keepers: readonly Keeper[], which: number): Keeper {
  const keeper = pick(keepers, which);
  if (!keeper) throw new Error('there is no such process');
  return keeper;
}

function pick<T>(items: readonly T[], which: number): T | undefined {
  return items[Math.min(items.length - 1, Math.floor(which * items.length))];
}

function kill(pid: number): number {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
  return pid;
}
